import { StorageUnavailable, type Transaction } from './storage.ts';

/** A queued unit of work, and the promise of its caller. */
export interface UnitOfWork {
  readonly work: (transaction: Transaction) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The result of a unit while its transaction is still open. */
export type UnitOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: unknown };

/** Bounds the memory for the writes of a database that does not keep up. */
const maxQueueLength = 20_000;

/**
 * Queues a unit and returns the promise of its result.
 *
 * @param queueLength the number of units in the queue.
 * @throws StorageUnavailable if the queue is full.
 */
export function enqueueUnit<Result>(
  work: (transaction: Transaction) => Promise<Result>,
  queueLength: number,
  enqueue: (unit: UnitOfWork) => void,
): Promise<Result> {
  if (queueLength >= maxQueueLength)
    return Promise.reject(new StorageUnavailable('Too many writes are waiting.'));
  return new Promise<Result>((resolve, reject) => {
    // The queue contains units of every result type; each resolves with the result of its own work.
    enqueue({ work, resolve: (result) => resolve(result as Result), reject });
  });
}

/** Resolves or rejects the promise of a unit whose transaction has ended. */
export function settleUnit(unit: UnitOfWork, outcome: UnitOutcome): void {
  if (outcome.ok) unit.resolve(outcome.result);
  else unit.reject(outcome.error);
}
