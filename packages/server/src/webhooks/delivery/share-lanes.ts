import { accountOfOrigin } from '../queue/origin-key.ts';
import { maxLanes } from './lanes-in-progress.ts';

interface OriginShare {
  readonly origin: string;
  /** Lanes of the origin that may be in progress. */
  readonly maxLanes: number;
}

/**
 * Orders the origins so that each account has its turn before any has a second one, and divides the lanes of an account
 * between its origins. One share stays free for an origin that becomes due later.
 */
export function shareLanes(origins: readonly string[]): OriginShare[] {
  const ofAccounts = [...Map.groupBy(origins, accountOfOrigin).values()].map((ofAccount) => {
    const share = Math.floor(maxLanes.inTotal / 2 / (ofAccount.length + 1)) || 1;
    return ofAccount.map((origin) => ({ origin, maxLanes: Math.min(maxLanes.perOrigin, share) }));
  });
  const rounds = Math.max(0, ...ofAccounts.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    ofAccounts.flatMap((ofAccount) => ofAccount.slice(round, round + 1)),
  ).flat();
}
