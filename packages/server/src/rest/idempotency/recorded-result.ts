import type { Transaction, TransactionRunner } from '../../storage/storage.ts';

/** What a unit of work has answered; without a value where that was undefined. */
export interface RecordedResult {
  readonly value?: unknown;
}

/**
 * Runs units and collects what the handler learns from them, up to its first change. What that change answers is
 * handed over inside its transaction, unless it is undefined: then nothing was there to be changed.
 */
export function recording(
  units: TransactionRunner,
  changed: (transaction: Transaction, recordedResults: readonly RecordedResult[]) => Promise<void>,
): TransactionRunner {
  const recordedResults: RecordedResult[] = [];
  let written = false;
  return {
    async read(work) {
      const value = await units.read(work);
      if (!written) recordedResults.push({ value });
      return value;
    },
    write(work) {
      if (written) return units.write(work);
      written = true;
      const done = units.write(async (transaction) => {
        const value = await work(transaction);
        if (value !== undefined) await changed(transaction, [...recordedResults, { value }]);
        return value;
      });
      // Who tries once more what was undone makes the first change then.
      return done.catch((error: unknown) => {
        written = false;
        throw error;
      });
    },
  };
}

/** Runs nothing, and answers to the same handler what it has learnt before. */
export function replaying(recordedResults: readonly RecordedResult[]): TransactionRunner {
  const left = recordedResults.values();
  const next = async <Result>(): Promise<Result> => {
    const { value, done } = left.next();
    if (done) throw new Error('A handler asks for more than it did before its first change.');
    // The same units in the same order, and units answer what JSON can carry.
    return value.value as Result;
  };
  return { read: next, write: next };
}
