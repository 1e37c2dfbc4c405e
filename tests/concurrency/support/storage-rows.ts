import { selectForUpdate } from '../../../packages/server/src/storage/locking-select.ts';
import {
  columnNames,
  insert,
  remove,
  select,
  update,
} from '../../../packages/server/src/storage/statement.ts';
import { integer, optional, table, text } from '../../../packages/server/src/storage/table.ts';

/** The table of accounts serves as any table: it has a key and references no other. */
const account = table(
  'account',
  {
    sid: text(),
    auth_token: optional(text()),
    default_service_sid: optional(text()),
    default_messaging_service_sid: optional(text()),
    date_created: text(),
  },
  ['sid'],
);

export const addRow = insert(account);
export const setRow = update(account, ['auth_token']);
export const removeRow = remove(account);

const rowBySid = {
  key: { sid: text() },
  columns: { sid: text(), auth_token: optional(text()) },
  sql: () => 'SELECT sid, auth_token FROM account WHERE sid = :sid',
};

export const findRow = select('test.find', rowBySid.key, rowBySid.columns, rowBySid.sql);

export const lockRow = selectForUpdate(
  'test.lock',
  rowBySid.key,
  account.columns,
  () => `SELECT ${columnNames(account)} FROM account WHERE sid = :sid`,
  ({ sid }) => sid,
);

export const countRows = select(
  'test.count',
  {},
  { count: integer() },
  () => 'SELECT count(*) AS count FROM account',
);

const service = table(
  'service',
  {
    sid: text(),
    account_sid: text(),
    friendly_name: text(),
    date_created: text(),
    date_updated: text(),
    date_deleted: optional(text()),
  },
  ['sid'],
);

/** Inserts a row that references another one; the database refuses it if that does not exist. */
export const addChild = insert(service);
export const setChild = update(service, ['friendly_name']);
export const removeChild = remove(service);
export const findChild = select(
  'test.find child',
  { sid: text() },
  { friendly_name: text() },
  () => 'SELECT friendly_name FROM service WHERE sid = :sid',
);
export const child = (sid: string, parent: string) => ({
  sid,
  account_sid: parent,
  friendly_name: '',
  date_created: '',
  date_updated: '',
  date_deleted: null,
});

export const row = (sid: string, value: string | null = null) => ({
  sid,
  auth_token: value,
  default_service_sid: null,
  default_messaging_service_sid: null,
  date_created: '',
});

/** Any record of the event log. */
export const record = (conversationSid: string, number: number) => ({
  service_sid: 'IS',
  conversation_sid: conversationSid,
  user_sid: null,
  member_sid: null,
  number,
  account_sid: 'AC',
  name: 'onConversationUpdated',
  source: 'API',
  actor: null,
  time: '2024-05-01T00:00:00.000Z',
  webhook_enabled: 0,
  properties: '{}',
});
