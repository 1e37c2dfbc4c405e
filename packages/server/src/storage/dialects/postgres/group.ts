import type { Appended } from '../../appended.ts';
import type { Log } from '../../log.ts';
import { StorageUnavailable } from '../../storage.ts';
import type { Outcome, Unit } from '../../unit.ts';
import { Calls } from './calls.ts';
import { Conflict, type Session } from './connection.ts';
import { appendForm } from './forms.ts';
import { PostgresTransaction, RowTaken } from './transaction.ts';

/**
 * What became of a group: committed, with the outcome of each unit, `later` for those that must wait for the
 * next group; or undone as a whole, `again` when only bad luck was in the way.
 */
export type GroupResult =
  | {
      readonly committed: true;
      readonly outcomes: readonly (Outcome | 'later')[];
      readonly appended: readonly Appended[];
    }
  | { readonly committed: false; readonly outcomes: readonly Outcome[]; readonly again: boolean };

/** Runs units side by side in one transaction, the same statements of all sent as one. */
export async function runGroup(session: Session, units: readonly Unit[]): Promise<GroupResult> {
  const holders = new Map<string, PostgresTransaction>();
  const calls = new Calls(() => Promise.resolve(session));
  // When it fails, so does the first statement after it.
  session.query('BEGIN').catch(() => {});
  const transactions = units.map(() => new PostgresTransaction(calls, holders));
  const outcomes = await Promise.all(
    units.map((unit, index) => outcomeOf(unit, transactions[index] ?? new PostgresTransaction(calls, holders))),
  );
  const halfDone = outcomes.some((outcome, index) => !outcome.ok && transactions[index]?.written);
  if (calls.failure !== undefined || halfDone) {
    await session.query('ROLLBACK').catch(() => {});
    return { committed: false, outcomes, again: calls.failure instanceof Conflict };
  }
  const appended = transactions.flatMap(({ records }, index) => (outcomes[index]?.ok ? records : []));
  await commit(session, appended);
  return {
    committed: true,
    appended,
    outcomes: outcomes.map((each) => (!each.ok && each.error instanceof RowTaken ? 'later' : each)),
  };
}

async function outcomeOf(unit: Unit, transaction: PostgresTransaction): Promise<Outcome> {
  try {
    return { ok: true, result: await unit.work(transaction) };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Appends the records last, so that the log's head is locked for the time of the commit alone. */
async function commit(session: Session, records: readonly Appended[]): Promise<void> {
  const appended = [...Map.groupBy(records, ({ log }) => log)].map(([log, pending]) => append(session, log, pending));
  const [committed] = await Promise.all([session.query('COMMIT'), ...appended]);
  // A transaction that an error has spoilt answers COMMIT with ROLLBACK.
  if (committed.command !== 'COMMIT') throw new StorageUnavailable('PostgreSQL did not commit.');
}

function append(session: Session, log: Log, pending: readonly Appended[]) {
  const arrays = Object.keys(log.columns).map((name) => pending.map(({ record }) => record[name] ?? null));
  return session.query(appendForm(log), [pending.length, ...arrays]);
}
