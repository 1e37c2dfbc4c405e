import { conversation } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { forUpdate } from '../../storage/locking-select.ts';
import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import type { Transaction } from '../../storage/storage.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';

export const conversationTable = table(
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
    /** The projected e-mail address as it is compared. */
    email_address_key: optional(text()),
    /** Identity of the creator; `system` for a REST request. */
    created_by: text(),
    /** Index of the next message. */
    message_counter: integer(),
    participant_counter: integer(),
    /** Participants of channels other than chat; `participant_counter` includes them. */
    non_chat_counter: integer(),
    /** Numbers of the event that created this row, of the one that last changed it, and of the last one of all. */
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

/** These columns change with every event; no reply shows them. */
const counters = [
  'message_counter',
  'participant_counter',
  'non_chat_counter',
  'updated_event',
  'event_counter',
] as const;

const plain = [
  ...counters,
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
  'email_address_key',
] as const;

/** Columns of indexes. */
const indexed = ['unique_name', 'state', 'date_created', 'timer_due'] as const;

/**
 * UPDATEs from narrow to wide. SQLite rewrites every index whose column is SET, and the response cache drops a reply
 * only if a column that it shows is SET.
 */
const updatesByWidth = [counters, plain, [...plain, ...indexed]].map((names) => ({
  names: new Set<string>(names),
  statement: update(conversationTable, names),
}));

/**
 * Writes a changed conversation that is locked.
 *
 * @throws UniqueViolation if another conversation has taken its unique name.
 */
export async function setConversation(
  transaction: Transaction,
  before: ConversationRow,
  after: ConversationRow,
): Promise<void> {
  const changed = Object.keys(after).filter(
    (name) => before[name as keyof ConversationRow] !== after[name as keyof ConversationRow],
  );
  const narrowest = updatesByWidth.find(({ names }) => changed.every((name) => names.has(name)));
  if (narrowest === undefined)
    throw new RangeError(`No UPDATE sets ${changed.join(', ')}: add it to updatesByWidth.`);
  if (changed.includes('unique_name')) await transaction.update(narrowest.statement, after);
  else if (changed.length > 0) transaction.enqueue(narrowest.statement, after);
}

const createDefaults = {
  service_id: integer(),
  messaging_service_sid: optional(text()),
  timer_inactive: optional(text()),
  timer_closed: optional(text()),
};

/** The service in which a conversation is created, and the defaults of the account. */
export type CreateDefaults = RowOf<typeof createDefaults>;

export const findCreateDefaults = select(
  'conversation.create defaults',
  serviceKeyColumns,
  createDefaults,
  () => `SELECT service.id AS service_id, account.default_messaging_service_sid AS messaging_service_sid,
      account.default_inactive_timer AS timer_inactive, account.default_closed_timer AS timer_closed
    FROM service JOIN account ON account.sid = service.account_sid
    WHERE service.sid = :chat_service_sid AND account.sid = :account_sid AND service.date_deleted IS NULL`,
);

type By = 'sid' | 'unique_name';

const render = (by: By) =>
  select(
    `conversation.render by ${by}`,
    { ...presentation, identifier: text() },
    { body: text() },
    (dialect) => `SELECT ${presentConversation.sql(dialect)} AS body FROM conversation
      WHERE service_id = ${serviceIdSql} AND ${by} = :identifier`,
  );

export const renderConversation = { sid: render('sid'), unique_name: render('unique_name') };

const find = (by: By) =>
  select(
    `conversation.find by ${by}`,
    { ...serviceKeyColumns, identifier: text() },
    conversationTable.columns,
    () => `SELECT ${columnNames(conversationTable)} FROM conversation
      WHERE service_id = ${serviceIdSql} AND ${by} = :identifier`,
  );

export const findConversationBy = { sid: find('sid'), unique_name: find('unique_name') };

export const lockConversationBy = {
  sid: forUpdate(findConversationBy.sid, ({ sid }) => sid),
  unique_name: forUpdate(findConversationBy.unique_name, ({ sid }) => sid),
};

export const findNameHolder = select(
  'conversation.name_holder',
  { service_id: integer(), unique_name: text() },
  { sid: text() },
  () => 'SELECT sid FROM conversation WHERE service_id = :service_id AND unique_name = :unique_name',
);

const pages = {
  order: byDate(),
  direction: 'descending',
  rendered: presentConversation.sql,
  longColumns: ['attributes'],
} as const;

export const pageOfConversations = pageQuery({
  ...pages,
  name: 'conversation.page',
  parameters: presentation,
  from: ({ indexHint }) => `conversation${indexHint('conversation_newest_first')}`,
  where: `service_id = ${serviceIdSql}`,
});

export const pageOfConversationsInState = pageQuery({
  ...pages,
  name: 'conversation.page in state',
  parameters: { ...presentation, state: text() },
  from: ({ indexHint }) => `conversation${indexHint('conversation_state')}`,
  where: `service_id = ${serviceIdSql} AND state = :state`,
});

/** SQL for the SID of the conversation that the parameters name, as the condition of another query. */
export const conversationSidSql = `(SELECT sid FROM conversation
  WHERE service_id = ${serviceIdSql} AND sid = :conversation_sid)`;

/** The parameters of {@link conversationSidSql}. */
export const conversationKeyColumns = { ...serviceKeyColumns, conversation_sid: text() };

export const conversationExists = select(
  'conversation.exists',
  conversationKeyColumns,
  { sid: text() },
  () => `SELECT sid FROM conversation WHERE service_id = ${serviceIdSql} AND sid = :conversation_sid`,
);

export const findSidByName = select(
  'conversation.sid by unique_name',
  { ...serviceKeyColumns, unique_name: text() },
  { sid: text() },
  () => `SELECT sid FROM conversation WHERE service_id = ${serviceIdSql} AND unique_name = :unique_name`,
);

/** Some conversations of a service, even of a deleted one. */
export const conversationsOfService = select(
  'conversation.of_service',
  { service_id: integer(), limit: integer() },
  conversationTable.columns,
  () =>
    `SELECT ${columnNames(conversationTable)} FROM conversation WHERE service_id = :service_id LIMIT :limit`,
);

/** Conversations of all services that have a due timer, the longest overdue first. */
export const findDue = select(
  'conversation.due',
  { now: text(), limit: integer() },
  { sid: text(), service_sid: text(), account_sid: text() },
  () => `SELECT conversation.sid, service.sid AS service_sid, service.account_sid
    FROM conversation JOIN service ON service.id = conversation.service_id AND service.date_deleted IS NULL
    WHERE timer_due <= :now ORDER BY timer_due LIMIT :limit`,
);

/** The key of an object in a conversation. */
export const childKey = { service_id: integer(), conversation_sid: text(), sid: text() };
export type ChildKey = typeof childKey;

/** The parameters of a page of objects in a conversation. */
export type ChildColumns = typeof presentation & typeof conversationKeyColumns;
