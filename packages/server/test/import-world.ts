import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { account } from '../../../tests/support/accounts.ts';
import { queryRows, readContents } from '../../../tests/support/engines/database-contents.ts';
import { createDatabase, type Engine } from '../../../tests/support/engines/databases.ts';
import { ensureAccount } from '../src/accounts/accounts.ts';
import { createFolderStore } from '../src/media/content/folder-store.ts';
import { systemClock } from '../src/platform/clock.ts';
import { SystemRandomness } from '../src/platform/randomness.ts';
import { Sids } from '../src/platform/sids.ts';
import { openStorage } from '../src/storage/open.ts';
import { importRecords } from '../src/transfer/import-records.ts';
import type { KindName, TransferRecord } from '../src/transfer/records/kinds.ts';
import type { RecordValues } from '../src/transfer/records/record-kind.ts';

export const sid = (prefix: string, number: number) => prefix + String(number).padStart(32, '0');
export const service = sid('IS', 1);
export const conversation = sid('CH', 1);
export const dates = { date_created: '2020-01-02T03:04:05.678Z', date_updated: '2021-01-02T03:04:05Z' };
export const record = (kind: KindName, values: RecordValues): TransferRecord => ({
  kind,
  values,
  ...(!['services', 'account'].includes(kind) && { serviceSid: service }),
});
export const role = (number: number, type: string) =>
  record('roles', { sid: sid('RL', number), friendly_name: type, type, permissions: '[]', ...dates });
export const message = (index: number, body: string) =>
  record('messages', {
    sid: sid('IM', index),
    conversation_sid: conversation,
    message_index: index,
    author: 'alice',
    participant_sid: sid('MB', 1),
    body,
    attributes: '{ "z":1,"a" : 2}',
    delivery: '{"total":1,"sent":"all","delivered":"all","read":"none","failed":"none","undelivered":"none"}',
    ...dates,
  });
export const member = (number: number, values: RecordValues) =>
  record('participants', {
    sid: sid('MB', number),
    conversation_sid: conversation,
    attributes: '{}',
    ...dates,
    ...values,
  });

/** A service with a conversation of two participants and two messages. */
export const records: readonly TransferRecord[] = [
  record('services', {
    sid: service,
    friendly_name: 'Support',
    default_conversation_creator_role_sid: sid('RL', 2),
    default_conversation_role_sid: sid('RL', 2),
    default_chat_service_role_sid: sid('RL', 1),
    ...dates,
  }),
  record('account', { sid: account.sid, default_service_sid: service }),
  role(1, 'service'),
  role(2, 'conversation'),
  record('users', {
    sid: sid('US', 1),
    identity: 'alice',
    attributes: '{}',
    role_sid: sid('RL', 1),
    ...dates,
  }),
  record('conversations', {
    sid: conversation,
    unique_name: 'order-1',
    attributes: '{"b": 1}',
    state: 'active',
    timer_closed: 'P30D',
    timers_date_closed: '2090-01-01T00:00:00Z',
    ...dates,
  }),
  member(1, { identity: 'alice', role_sid: sid('RL', 2), last_read_message_index: 3 }),
  member(2, {
    messaging_binding_type: 'sms',
    messaging_binding_address: '+15550100',
    messaging_binding_proxy_address: '+15550199',
  }),
  message(3, 'hello'),
  message(7, 'later'),
  record('receipts', {
    sid: sid('DY', 1),
    conversation_sid: conversation,
    message_sid: sid('IM', 3),
    participant_sid: sid('MB', 2),
    channel_message_sid: sid('SM', 1),
    status: 'delivered',
    error_code: 0,
    ...dates,
  }),
  record('media', {
    sid: sid('ME', 1),
    size: 5,
    content_type: 'text/plain',
    category: 'media',
    conversation_sid: conversation,
    message_sid: sid('IM', 3),
    date_upload_updated: dates.date_updated,
    ...dates,
  }),
];

/** A database of an engine, and a folder of media, which records can be imported into. */
export async function createImportWorld(engine: Engine) {
  const { url } = await createDatabase(engine);
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-import-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    url,
    folder,
    /** Imports records whose media have the content `bytes`. */
    async imports(given: readonly TransferRecord[]) {
      await using storage = await openStorage(url);
      const sids = new Sids(systemClock, new SystemRandomness());
      await ensureAccount({ storage, clock: systemClock, sids }, account.sid);
      const media = createFolderStore(folder);
      return await importRecords(
        { storage, media, accountSid: account.sid, now: () => Date.now() },
        {
          batches: async function* () {
            yield { records: given };
          },
          openMedia: async () =>
            (async function* () {
              yield Buffer.from('bytes');
            })(),
        },
      );
    },
    /** What a repeated import must not change. */
    async numbersOf() {
      const { events, conversations } = await readContents(url);
      const rows = await queryRows(
        url,
        'SELECT sid, updated_event FROM message UNION ALL SELECT sid, updated_event FROM participant ORDER BY 1',
      );
      return { events: events.length, conversations, rows };
    },
  };
}
