import { conversationStates } from '@colloquy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDatabase, engines, implementationOf } from '../../../../tests/support/engines/databases.ts';
import { addAccount } from '../accounts/store.ts';
import {
  addConversation,
  type ConversationRow,
  findCreateDefaults,
  presentConversation,
  removeConversation,
  renderConversation,
} from '../resources/conversation/store.ts';
import { addService, presentService, renderService, type ServiceRow } from '../resources/service/store.ts';
import { openStorage } from '../storage/open.ts';

const account = `AC${'1'.repeat(32)}`;
const home = `IS${'2'.repeat(32)}`;
const sid = `CH${'3'.repeat(32)}`;

/** Text that the databases can hold: anything but NUL and halves of characters. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom(
        '"',
        '\\',
        '/',
        "'",
        '\b',
        '\f',
        '\n',
        '\r',
        '\t',
        '\u0001',
        '\u001f',
        '\u007f',
        '\u0085',
        '\u2028',
        '\u2029',
        '<',
        '😀',
        '\uFEFF',
      ),
      maxLength: 20,
    }),
  )
  .map((value) => value.replaceAll('\0', ''));
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const moment = fc
  .date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());

const rows: fc.Arbitrary<Omit<ConversationRow, 'service_id'>> = fc.record({
  sid: fc.constant(sid),
  friendly_name: optional(text),
  unique_name: optional(text),
  attributes: text,
  messaging_service_sid: optional(fc.constant(`MG${'4'.repeat(32)}`)),
  state: fc.constantFrom(...conversationStates),
  date_created: moment,
  date_updated: moment,
  timer_inactive: fc.constant(null),
  timer_closed: fc.constant(null),
  timers_date_inactive: optional(moment),
  timers_date_closed: optional(moment),
  timer_due: fc.constant(null),
  bindings_email_projected_address: optional(text),
  bindings_email_name: optional(text),
  email_address_key: fc.constant(null),
  created_by: fc.constant('system'),
  message_counter: fc.constant(0),
  participant_counter: fc.constant(0),
  non_chat_counter: fc.constant(0),
  created_event: fc.constant(1),
  updated_event: fc.constant(1),
  event_counter: fc.constant(1),
});

test.each(engines)('%s renders any row to the same JSON as the program', async (engine) => {
  const { url } = await createDatabase(engine);
  const storage = await openStorage(url);
  const scope = {
    account_sid: account,
    chat_service_sid: home,
    chat_service_member: '',
    scope_url: 'https://chat.example.com/v1',
    collection_url: 'https://chat.example.com/v1/Conversations',
  };
  const service: ServiceRow = {
    sid: home,
    account_sid: account,
    friendly_name: 'Quotes " \\ \u0001 \u007f 😀 \u2028',
    date_created: '0000-01-01T00:00:00.000Z',
    date_updated: '9999-12-31T23:59:59.999Z',
    date_deleted: null,
    default_conversation_creator_role_sid: null,
    default_conversation_role_sid: null,
    default_chat_service_role_sid: null,
    reachability_enabled: 0,
  };
  await storage.write(async (transaction) => {
    const row = {
      sid: account,
      auth_token: null,
      kept: null,
      default_service_sid: null,
      default_messaging_service_sid: null,
      default_inactive_timer: null,
      default_closed_timer: null,
      date_created: '',
    };
    await transaction.insert(addAccount, row);
    await transaction.insert(addService, service);
  });
  const shown = await storage.read((reader) => reader.one(renderService, { ...scope, sid: home }));
  expect(shown?.body).toBe(presentService.fromRow(service, scope));
  expect(JSON.parse(shown?.body ?? '')).toMatchObject({ friendly_name: service.friendly_name });

  const found = await storage.read((reader) =>
    reader.one(findCreateDefaults, { chat_service_sid: home, account_sid: account }),
  );
  const service_id = found?.service_id ?? 0;
  await fc.assert(
    fc.asyncProperty(rows, async (rest) => {
      const row = { ...rest, service_id };
      await storage.write((transaction) => transaction.insert(addConversation, row));
      const read = await storage.read((reader) =>
        reader.one(renderConversation.sid, { ...scope, identifier: sid }),
      );
      await storage.write((transaction) => transaction.remove(removeConversation, row));
      expect(read?.body).toBe(presentConversation.fromRow(row, scope));
      expect(JSON.parse(read?.body ?? '')).toMatchObject({
        friendly_name: row.friendly_name,
        unique_name: row.unique_name,
        attributes: row.attributes,
        date_created: `${row.date_created.slice(0, 19)}Z`,
        state: row.state,
      });
    }),
    { numRuns: implementationOf(engine) === 'sqlite' ? 300 : 150 },
  );
  await storage.close();
});
