import type { Dialect, SidSource } from '../helper-messages.ts';
import type { PeerName } from '../reports/peer-results.ts';
import type { ScenarioName } from '../scenarios/scenarios.ts';

/** A server that is compared with the product. */
export interface Peer {
  readonly name: PeerName;
  readonly port: number;
  readonly pid: number;
  readonly dialect: Dialect;
  /** What it can do of that which is compared. */
  readonly scenarios: readonly ScenarioName[];
  /** Its rows. */
  readonly sids: SidSource;
}
