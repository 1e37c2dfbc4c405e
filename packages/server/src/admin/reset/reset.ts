import { setAccountDefaults } from '../../accounts/store.ts';
import { eventLog } from '../../events/event-log.ts';
import { assertNoHold } from '../../legal-holds/legal-holds.ts';
import { scheduleContentDeletion } from '../../media/content/content-deletion.ts';
import { instant } from '../../platform/instant.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { selectAllForUpdate } from '../../storage/locking-select.ts';
import { tableNames } from '../../storage/migrations/tables.ts';
import { deleteWhere, select } from '../../storage/statement.ts';
import { ForeignKeyViolation, type Transaction } from '../../storage/storage.ts';
import { text } from '../../storage/table.ts';

/** Is called while a reset runs, with the number of tables that it has emptied and will have emptied. */
export type OnTable = (done: number, total: number) => void;

type ResetDeps = Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;

/**
 * Tables that a reset keeps: credentials, the secret that signs links, content that is still to be deleted, the
 * cursors of the log consumers, the audit log, and legal holds, of which there are none. Idempotency keys go: a retry would
 * return an object that no longer exists.
 */
const keptTables = [
  'account',
  'api_key',
  'secret',
  'media_removal',
  'log_cursor',
  'audit_entry',
  'audit_link',
  'audit_chain',
  'legal_hold',
];

/**
 * Tables that are emptied first. A lane is locked while deliveries are added to it and while attempts are recorded,
 * so deleting the lanes waits for those transactions, and their rows are deleted too.
 */
const firstTables = ['webhook_lane'];

const deleteStatements = [
  ...firstTables.map((name) => deleteWhere(name)),
  // The newest event stays, because positions continue from it.
  deleteWhere(eventLog.name, `position < (SELECT max(position) FROM ${eventLog.name})`),
  ...tableNames
    .filter((name) => ![...keptTables, ...firstTables, eventLog.name].includes(name))
    .toReversed()
    .map((name) => deleteWhere(name)),
];

const sid = { sid: text() };

/** Nothing is added to a service that is locked, so no row can refer to one that is being deleted. */
const lockServices = selectAllForUpdate(
  'reset.services',
  {},
  sid,
  () => `SELECT sid FROM service ORDER BY sid`,
);
const lockAccounts = selectAllForUpdate(
  'reset.accounts',
  {},
  sid,
  () => `SELECT sid FROM account ORDER BY sid`,
);
/** Locked cursors keep the log consumers from writing meanwhile. */
const lockCursors = selectAllForUpdate(
  'reset.cursors',
  {},
  { consumer: text() },
  () => `SELECT consumer FROM log_cursor ORDER BY consumer`,
);
const findAllMedia = select('reset.media', {}, sid, () => 'SELECT sid FROM media');

/** Attempts while other transactions create services at the same time. */
const maxAttempts = 5;

/**
 * Removes everything except accounts and API keys, in one transaction, and gives accounts the settings of a first
 * start. A periodic job deletes the content of media afterwards.
 *
 * @throws LegalHoldError if any account has a legal hold.
 */
export async function reset(deps: ResetDeps, onTable: OnTable = () => {}): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await deps.storage.write((transaction) => deleteEverything(deps, transaction, onTable));
    } catch (error) {
      if (!(error instanceof ForeignKeyViolation) || attempt === maxAttempts) throw error;
    }
  }
}

async function deleteEverything(
  { clock, sids }: ResetDeps,
  transaction: Transaction,
  onTable: OnTable,
): Promise<void> {
  const accounts = await transaction.lockAll(lockAccounts, {});
  await transaction.lockAll(lockServices, {});
  await assertNoHold(transaction);
  await transaction.lockAll(lockCursors, {});
  const now = instant(clock.now());
  const media = await transaction.all(findAllMedia, {});
  await Promise.all(media.map((each) => scheduleContentDeletion(transaction, each.sid, now)));
  for (const [index, statement] of deleteStatements.entries()) {
    await transaction.deleteWhere(statement);
    onTable(index + 1, deleteStatements.length);
  }
  for (const account of accounts) {
    await transaction.update(setAccountDefaults, {
      sid: account.sid,
      default_service_sid: null,
      default_messaging_service_sid: sids.next('MG'),
      default_inactive_timer: null,
      default_closed_timer: null,
    });
  }
}
