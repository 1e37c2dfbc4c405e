import { conversation } from '@colloquy/contract';
import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import type { Transaction } from '../../storage/storage.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';
import { pageQuery } from '../paging.ts';
import { presenter } from '../presenter.ts';
import { inService, serviceId } from '../service/store.ts';

const conversationTable = table(
  'conversation',
  {
    service_id: integer(),
    sid: text(),
    friendly_name: optional(text()),
    unique_name: optional(text()),
    attributes: text(),
    messaging_service_sid: optional(text()),
    state: text(),
    date_created: text(),
    date_updated: text(),
    /** The timers as they were set, ISO 8601 durations: they restart from these. */
    timer_inactive: optional(text()),
    timer_closed: optional(text()),
    timers_date_inactive: optional(text()),
    timers_date_closed: optional(text()),
    /** The earlier of the two dates. */
    timer_due: optional(text()),
    bindings_email_projected_address: optional(text()),
    bindings_email_name: optional(text()),
    /** Numbers of the events that made this row and that last changed it, and of the last event of all. */
    created_event: integer(),
    updated_event: integer(),
    event_counter: integer(),
  },
  ['service_id', 'sid'],
);

export type ConversationRow = RowOf<typeof conversationTable.columns>;

export const presentConversation = presenter(conversation);

export const addConversation = insert(conversationTable);
export const removeConversation = remove(conversationTable);

/** Columns that indexes are made of. */
const indexed = ['unique_name', 'state', 'date_created', 'timer_due'] as const;

const plain = [
  'friendly_name',
  'attributes',
  'messaging_service_sid',
  'date_updated',
  'timer_inactive',
  'timer_closed',
  'timers_date_inactive',
  'timers_date_closed',
  'bindings_email_projected_address',
  'bindings_email_name',
  'updated_event',
  'event_counter',
] as const;

const setPlain = update(conversationTable, plain);
const setAll = update(conversationTable, [...plain, ...indexed]);

/** Writes a changed conversation. SQLite writes each index whose column is set, changed or not; most changes need none. */
export const setConversation = (
  transaction: Transaction,
  before: ConversationRow,
  after: ConversationRow,
): Promise<boolean> =>
  indexed.some((name) => before[name] !== after[name])
    ? transaction.update(setAll, after)
    : transaction.update(setPlain, after);

/** Where a conversation is made: the service, and what the account gives it by default. */
export const findHome = select(
  'conversation.home',
  inService,
  { service_id: integer(), messaging_service_sid: optional(text()) },
  () => `SELECT service.id AS service_id, account.default_messaging_service_sid AS messaging_service_sid
    FROM service JOIN account ON account.sid = service.account_sid
    WHERE service.sid = :service_sid AND account.sid = :account_sid AND service.date_deleted IS NULL`,
);

const rendered = { ...inService, chat_service_sid: text(), collection_url: text() };

const find = (by: 'sid' | 'unique_name') =>
  select(
    `conversation.find by ${by}`,
    { ...rendered, identifier: text() },
    { body: text() },
    (dialect) => `SELECT ${presentConversation.sql(dialect)} AS body FROM conversation
      WHERE service_id = ${serviceId} AND ${by} = :identifier`,
  );

export const findConversation = { sid: find('sid'), uniqueName: find('unique_name') };

const lock = (by: 'sid' | 'unique_name') =>
  select(
    `conversation.lock by ${by}`,
    { ...inService, identifier: text() },
    conversationTable.columns,
    ({ forUpdate }) => `SELECT ${columnNames(conversationTable)} FROM conversation
      WHERE service_id = ${serviceId} AND ${by} = :identifier${forUpdate}`,
  );

export const lockConversation = { sid: lock('sid'), uniqueName: lock('unique_name') };

export const findNameHolder = select(
  'conversation.name_holder',
  { service_id: integer(), unique_name: text() },
  { sid: text() },
  () => 'SELECT sid FROM conversation WHERE service_id = :service_id AND unique_name = :unique_name',
);

export const pageOfConversations = pageQuery(
  'conversation.page',
  rendered,
  'conversation',
  'conversation_newest_first',
  `service_id = ${serviceId}`,
  presentConversation.sql,
);

export const pageOfConversationsInState = pageQuery(
  'conversation.page in state',
  { ...rendered, state: text() },
  'conversation',
  'conversation_state',
  `service_id = ${serviceId} AND state = :state`,
  presentConversation.sql,
);

/** Some conversations of a service, whatever has become of the service. */
export const conversationsOfService = select(
  'conversation.of_service',
  { service_id: integer(), limit: integer() },
  conversationTable.columns,
  () =>
    `SELECT ${columnNames(conversationTable)} FROM conversation WHERE service_id = :service_id LIMIT :limit`,
);

/** Conversations with a timer that is due, over all services, the longest due first. */
export const findDue = select(
  'conversation.due',
  { now: text(), limit: integer() },
  { sid: text(), service_sid: text(), account_sid: text() },
  () => `SELECT conversation.sid, service.sid AS service_sid, service.account_sid
    FROM conversation JOIN service ON service.id = conversation.service_id AND service.date_deleted IS NULL
    WHERE timer_due <= :now ORDER BY timer_due LIMIT :limit`,
);
