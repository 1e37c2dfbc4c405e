import { setAccountDefaults } from '../../accounts/store.ts';
import { eventLog } from '../../events/event-log.ts';
import { scheduleContentDeletion } from '../../media/content/content-deletion.ts';
import { instant } from '../../platform/instant.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { selectAllForUpdate } from '../../storage/locking-select.ts';
import { tableNames } from '../../storage/migrations/tables.ts';
import { deleteWhere, select } from '../../storage/statement.ts';
import { ForeignKeyViolation, type Transaction } from '../../storage/storage.ts';
import { text } from '../../storage/table.ts';

type ResetDeps = Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;

/**
 * What a reset leaves: who may come in, what links are signed with, which contents have to go, readers' places. Not
 * the keys of requests: a repeat would tell of what is no longer there.
 */
const keptTables = ['account', 'api_key', 'secret', 'media_removal', 'log_cursor'];

/**
 * What is being written at the same time goes as well: lanes are held while deliveries are added to them and while
 * attempts are recorded, so they go before both.
 */
const firstTables = ['webhook_lane'];

const deleteStatements = [
  ...firstTables.map((name) => deleteWhere(name)),
  // Positions go on from the newest record, so it stays.
  deleteWhere(eventLog.name, `position < (SELECT max(position) FROM ${eventLog.name})`),
  ...tableNames
    .filter((name) => ![...keptTables, ...firstTables, eventLog.name].includes(name))
    .toReversed()
    .map((name) => deleteWhere(name)),
];

const sid = { sid: text() };

/** Nobody writes into a service that is held, so nothing comes to hang on what is being removed. */
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
/** No reader of the log comes to anything new meanwhile. */
const lockCursors = selectAllForUpdate(
  'reset.cursors',
  {},
  { consumer: text() },
  () => `SELECT consumer FROM log_cursor ORDER BY consumer`,
);
const findAllMedia = select('reset.media', {}, sid, () => 'SELECT sid FROM media');

/** Attempts, as long as others make services meanwhile. */
const maxAttempts = 5;

/**
 * Removes everything but credentials, in one transaction: accounts are as at the first start. The contents of
 * media are removed by the next look for due work.
 */
export async function reset(deps: ResetDeps): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await deps.storage.write((transaction) => deleteEverything(deps, transaction));
    } catch (error) {
      if (!(error instanceof ForeignKeyViolation) || attempt === maxAttempts) throw error;
    }
  }
}

async function deleteEverything({ clock, sids }: ResetDeps, transaction: Transaction): Promise<void> {
  const accounts = await transaction.lockAll(lockAccounts, {});
  await transaction.lockAll(lockServices, {});
  await transaction.lockAll(lockCursors, {});
  const now = instant(clock.now());
  const media = await transaction.all(findAllMedia, {});
  await Promise.all(media.map((each) => scheduleContentDeletion(transaction, each.sid, now)));
  for (const statement of deleteStatements) await transaction.deleteWhere(statement);
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
