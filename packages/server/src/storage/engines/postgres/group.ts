import type { CommitEffects, PendingAppend } from '../../commit-effects.ts';
import type { LogTable } from '../../log-table.ts';
import { StorageUnavailable } from '../../storage.ts';
import type { UnitOfWork, UnitOutcome } from '../../unit-of-work.ts';
import type { Session } from './connection.ts';
import { appendStatement } from './prepared-statements.ts';
import { StatementBatcher } from './statement-batcher.ts';
import { PostgresTransaction, RowLocked } from './transaction.ts';

/**
 * The result of a group. If it was committed, each unit has an outcome, or is `deferred` to the next group. Otherwise it
 * was rolled back as a whole; `failure` is the error of the first statement that failed, if one did.
 */
export type GroupResult =
  | {
      readonly committed: true;
      readonly outcomes: readonly (UnitOutcome | 'deferred')[];
      readonly effects: readonly CommitEffects[];
    }
  | { readonly committed: false; readonly outcomes: readonly UnitOutcome[]; readonly failure: unknown };

export interface GroupOptions {
  /** The maximum number of equal statements that are sent as one. */
  readonly maxBatchSize: number;
  /** How long a statement waits for a lock of another session; undefined if the server cannot limit that. */
  readonly lockTimeoutMs: number | undefined;
  /** The locks that another session is known to have: units that need one fail at once, with RowBlocked. */
  readonly blocked: ReadonlySet<string>;
}

/** Runs units side by side in one transaction. Equal statements of several units are sent as one. */
export async function runGroup(
  session: Session,
  units: readonly UnitOfWork[],
  { maxBatchSize, lockTimeoutMs, blocked }: GroupOptions,
): Promise<GroupResult> {
  const queues = new Map<string, PostgresTransaction>();
  const batcher = new StatementBatcher(() => Promise.resolve(session), maxBatchSize);
  const effects: CommitEffects[] = [];
  // If it fails, the first statement after it fails too.
  session.begin(lockTimeoutMs).catch(() => {});
  const ran = await Promise.all(
    units.map(async (unit) => {
      const transaction = new PostgresTransaction(batcher.inOrder(), queues, blocked);
      // Units that change the same row end in the order of their changes.
      const outcome = await outcomeOf(unit, transaction, () => effects.push(transaction));
      return { outcome, mustRollBack: !outcome.ok && transaction.writes.length > 0 };
    }),
  );
  const outcomes = ran.map(({ outcome }) => outcome);
  if (batcher.failure !== undefined || ran.some(({ mustRollBack }) => mustRollBack)) {
    await session.query('ROLLBACK').catch(() => {});
    return { committed: false, outcomes, failure: batcher.failure };
  }
  const records = effects.flatMap(({ records }) => records);
  // All transactions of all processes pass the position row in turn, which takes longer when there are many.
  if (lockTimeoutMs !== undefined && records.length > 0)
    session.query('SET LOCAL lock_timeout = 0').catch(() => {});
  await commit(session, records);
  return {
    committed: true,
    effects,
    outcomes: outcomes.map((each) => (!each.ok && each.error instanceof RowLocked ? 'deferred' : each)),
  };
}

/** @param onDone is called before other units get the rows of this one. */
async function outcomeOf(
  unit: UnitOfWork,
  transaction: PostgresTransaction,
  onDone: () => void,
): Promise<UnitOutcome> {
  try {
    const result = await unit.work(transaction);
    onDone();
    await transaction.finish();
    return { ok: true, result };
  } catch (error) {
    // What was enqueued may fail, too, with the same transaction.
    await transaction.finish().catch(() => {});
    return { ok: false, error };
  }
}

/** Appends the records last, so that the position row is locked only during the commit. */
async function commit(session: Session, records: readonly PendingAppend[]): Promise<void> {
  // By name, so that two transactions lock the position rows of several logs in the same order.
  const appended = [...Map.groupBy(records, ({ log }) => log)]
    .toSorted(([one], [other]) => (one.name < other.name ? -1 : 1))
    .map(([log, pending]) => append(session, log, pending));
  const [committed] = await Promise.all([session.query('COMMIT'), ...appended]);
  // PostgreSQL responds to COMMIT with ROLLBACK when a statement of the transaction has failed.
  if (committed.command !== 'COMMIT') throw new StorageUnavailable('The database did not commit.');
}

function append(session: Session, log: LogTable, pending: readonly PendingAppend[]) {
  const arrays = Object.keys(log.columns).map((name) => pending.map(({ record }) => record[name] ?? null));
  return session.query(appendStatement(log), [pending.length, ...arrays]);
}
