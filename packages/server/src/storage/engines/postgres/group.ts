import type { CommitEffects, PendingAppend } from '../../commit-effects.ts';
import type { Log } from '../../log.ts';
import { StorageUnavailable } from '../../storage.ts';
import type { Outcome, UnitOfWork } from '../../unit-of-work.ts';
import { Conflict, type Session } from './connection.ts';
import { appendStatement } from './prepared-statements.ts';
import { StatementBatcher } from './statement-batcher.ts';
import { PostgresTransaction, RowLocked } from './transaction.ts';

/**
 * What became of a group: committed, with the outcome of each unit, `later` for those that must wait for the
 * next group; or undone as a whole, `again` when only bad luck was in the way.
 */
export type GroupResult =
  | {
      readonly committed: true;
      readonly outcomes: readonly (Outcome | 'later')[];
      readonly effects: readonly CommitEffects[];
    }
  | { readonly committed: false; readonly outcomes: readonly Outcome[]; readonly retryable: boolean };

/** Runs units side by side in one transaction, the same statements of all sent as one. */
export async function runGroup(session: Session, units: readonly UnitOfWork[]): Promise<GroupResult> {
  const queues = new Map<string, PostgresTransaction>();
  const statements = new StatementBatcher(() => Promise.resolve(session));
  const effects: CommitEffects[] = [];
  // When it fails, so does the first statement after it.
  session.query('BEGIN').catch(() => {});
  const ran = await Promise.all(
    units.map(async (unit) => {
      const transaction = new PostgresTransaction(statements, queues);
      const outcome = await outcomeOf(unit, transaction);
      // In the order in which units end, which is that of their changes to a row.
      if (outcome.ok) effects.push(transaction);
      transaction.finish();
      return { outcome, hasWrites: !outcome.ok && transaction.writes.length > 0 };
    }),
  );
  const outcomes = ran.map(({ outcome }) => outcome);
  if (statements.failure !== undefined || ran.some(({ hasWrites }) => hasWrites)) {
    await session.query('ROLLBACK').catch(() => {});
    return { committed: false, outcomes, retryable: statements.failure instanceof Conflict };
  }
  await commit(
    session,
    effects.flatMap(({ records }) => records),
  );
  return {
    committed: true,
    effects,
    outcomes: outcomes.map((each) => (!each.ok && each.error instanceof RowLocked ? 'later' : each)),
  };
}

async function outcomeOf(unit: UnitOfWork, transaction: PostgresTransaction): Promise<Outcome> {
  try {
    return { ok: true, result: await unit.work(transaction) };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Appends the records last, so that the log's head is locked for the time of the commit alone. */
async function commit(session: Session, records: readonly PendingAppend[]): Promise<void> {
  const appended = [...Map.groupBy(records, ({ log }) => log)].map(([log, pending]) =>
    append(session, log, pending),
  );
  const [committed] = await Promise.all([session.query('COMMIT'), ...appended]);
  // A transaction that an error has spoilt answers COMMIT with ROLLBACK.
  if (committed.command !== 'COMMIT') throw new StorageUnavailable('PostgreSQL did not commit.');
}

function append(session: Session, log: Log, pending: readonly PendingAppend[]) {
  const arrays = Object.keys(log.columns).map((name) => pending.map(({ record }) => record[name] ?? null));
  return session.query(appendStatement(log), [pending.length, ...arrays]);
}
