import type { Appended, Traces } from '../../appended.ts';
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
      readonly traces: readonly Traces[];
    }
  | { readonly committed: false; readonly outcomes: readonly Outcome[]; readonly again: boolean };

/** Runs units side by side in one transaction, the same statements of all sent as one. */
export async function runGroup(session: Session, units: readonly Unit[]): Promise<GroupResult> {
  const queues = new Map<string, PostgresTransaction>();
  const calls = new Calls(() => Promise.resolve(session));
  const traces: Traces[] = [];
  // When it fails, so does the first statement after it.
  session.query('BEGIN').catch(() => {});
  const ran = await Promise.all(
    units.map(async (unit) => {
      const transaction = new PostgresTransaction(calls, queues);
      const outcome = await outcomeOf(unit, transaction);
      // In the order in which units end, which is that of their changes to a row.
      if (outcome.ok) traces.push(transaction);
      transaction.finish();
      return { outcome, halfDone: !outcome.ok && transaction.writes.length > 0 };
    }),
  );
  const outcomes = ran.map(({ outcome }) => outcome);
  if (calls.failure !== undefined || ran.some(({ halfDone }) => halfDone)) {
    await session.query('ROLLBACK').catch(() => {});
    return { committed: false, outcomes, again: calls.failure instanceof Conflict };
  }
  await commit(
    session,
    traces.flatMap(({ records }) => records),
  );
  return {
    committed: true,
    traces,
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
  const appended = [...Map.groupBy(records, ({ log }) => log)].map(([log, pending]) =>
    append(session, log, pending),
  );
  const [committed] = await Promise.all([session.query('COMMIT'), ...appended]);
  // A transaction that an error has spoilt answers COMMIT with ROLLBACK.
  if (committed.command !== 'COMMIT') throw new StorageUnavailable('PostgreSQL did not commit.');
}

function append(session: Session, log: Log, pending: readonly Appended[]) {
  const arrays = Object.keys(log.columns).map((name) => pending.map(({ record }) => record[name] ?? null));
  return session.query(appendForm(log), [pending.length, ...arrays]);
}
