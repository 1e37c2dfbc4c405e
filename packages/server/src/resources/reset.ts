import { eventLog } from '../events/event.ts';
import { instant } from '../platform/instant.ts';
import { tableNames } from '../storage/migrations/tables.ts';
import { clear, select } from '../storage/statement.ts';
import { MissingParent, type Transaction } from '../storage/storage.ts';
import { text } from '../storage/table.ts';
import { setDefaults } from './account/store.ts';
import type { Tools } from './handler.ts';
import { removeContent } from './media/removal.ts';

type ResetTools = Pick<Tools, 'storage' | 'clock' | 'sids'>;

/**
 * What a reset leaves: who may come in, what links are signed with, which contents have to go, readers' places. Not
 * the keys of requests: a repeat would tell of what is no longer there.
 */
const kept = ['account', 'api_key', 'secret', 'media_removal', 'log_cursor'];

/**
 * What is being written at the same time goes as well: lanes are held while deliveries are added to them and while
 * attempts are recorded, so they go before both.
 */
const first = ['webhook_lane'];

const clearings = [
  ...first.map((name) => clear(name)),
  // Positions go on from the newest record, so it stays.
  clear(eventLog.name, `position < (SELECT max(position) FROM ${eventLog.name})`),
  ...tableNames
    .filter((name) => ![...kept, ...first, eventLog.name].includes(name))
    .toReversed()
    .map((name) => clear(name)),
];

const sid = { sid: text() };

/** Nobody writes into a service that is held, so nothing comes to hang on what is being removed. */
const holdServices = select(
  'reset.services',
  {},
  sid,
  ({ forUpdate }) => `SELECT sid FROM service ORDER BY sid${forUpdate}`,
);
const holdAccounts = select(
  'reset.accounts',
  {},
  sid,
  ({ forUpdate }) => `SELECT sid FROM account ORDER BY sid${forUpdate}`,
);
/** No reader of the log comes to anything new meanwhile. */
const holdCursors = select(
  'reset.cursors',
  {},
  { consumer: text() },
  ({ forUpdate }) => `SELECT consumer FROM log_cursor ORDER BY consumer${forUpdate}`,
);
const allMedia = select('reset.media', {}, sid, () => 'SELECT sid FROM media');

/** Attempts, as long as others make services meanwhile. */
const attempts = 5;

/**
 * Removes everything but credentials, in one transaction: accounts are as at the first start. The contents of
 * media are removed by the next look for due work.
 */
export async function reset(tools: ResetTools): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tools.storage.write((transaction) => empty(tools, transaction));
    } catch (error) {
      if (!(error instanceof MissingParent) || attempt === attempts) throw error;
    }
  }
}

async function empty({ clock, sids }: ResetTools, transaction: Transaction): Promise<void> {
  const accounts = await transaction.all(holdAccounts, {});
  await transaction.all(holdServices, {});
  await transaction.all(holdCursors, {});
  const now = instant(clock.now());
  const media = await transaction.all(allMedia, {});
  await Promise.all(media.map((each) => removeContent(transaction, each.sid, now)));
  for (const statement of clearings) await transaction.clear(statement);
  for (const account of accounts) {
    await transaction.update(setDefaults, {
      sid: account.sid,
      default_service_sid: null,
      default_messaging_service_sid: sids.next('MG'),
      default_inactive_timer: null,
      default_closed_timer: null,
    });
  }
}
