import type { ScenarioName } from '../scenarios/scenarios.ts';
import type { Summary } from './samples.ts';

export type PeerName = 'Prism' | 'json-server' | 'ejabberd';

/** The same requests to another server. */
interface PeerComparison {
  readonly name: PeerName;
  readonly peer: Summary;
  /** Median over the rounds of product divided by peer, both in requests per second. */
  readonly timesPeer: number;
}

/** One scenario with a number of connections, on the product and on the peers in turn. */
export interface PeerResult {
  readonly scenario: ScenarioName;
  readonly connections: number;
  readonly product: Summary;
  readonly comparisons: readonly PeerComparison[];
}
