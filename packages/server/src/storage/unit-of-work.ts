import { StorageUnavailable, type Transaction } from './storage.ts';

/** A unit of work that waits for its turn to be written, and the promise of its caller. */
export interface UnitOfWork {
  readonly work: (transaction: Transaction) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How a unit ended within a transaction that is still open. */
export type Outcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: unknown };

/** Units that wait at most: a database that does not keep up is not to fill the memory. */
const maxQueueLength = 20_000;

/**
 * Puts a unit into a queue by `enqueue` and answers the promise of its result.
 *
 * @throws StorageUnavailable when too many wait already.
 */
export function submit<Result>(
  work: (transaction: Transaction) => Promise<Result>,
  waiting: number,
  enqueue: (unit: UnitOfWork) => void,
): Promise<Result> {
  if (waiting >= maxQueueLength)
    return Promise.reject(new StorageUnavailable('Too many writes are waiting.'));
  return new Promise<Result>((resolve, reject) => {
    // The queue holds units of every result type; each resolves with what its own work returned.
    enqueue({ work, resolve: (result) => resolve(result as Result), reject });
  });
}

/** Answers the caller of a unit whose transaction has been committed. */
export function settle(unit: UnitOfWork, outcome: Outcome): void {
  if (outcome.ok) unit.resolve(outcome.result);
  else unit.reject(outcome.error);
}
