import { message } from '@colloquy/contract';
import { byNumber, type Direction } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { serviceIdSql } from '../../rest/service-scope.ts';
import { columnNames, insert, remove, select, update } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';
import { childKey, conversationKeyColumns, conversationSidSql } from '../conversation/store.ts';

export const messageTable = table(
  'message',
  {
    service_id: integer(),
    conversation_sid: text(),
    message_index: integer(),
    sid: text(),
    author: text(),
    participant_sid: optional(text()),
    body: optional(text()),
    subject: optional(text()),
    /** JSON of the attached media, as replies show it. */
    media: optional(text()),
    content_sid: optional(text()),
    content_variables: optional(text()),
    attributes: text(),
    /** JSON of the delivery summary; null for a message without recipients on other channels. */
    delivery: optional(text()),
    date_created: text(),
    date_updated: text(),
    /** Numbers of the conversation's events that made this row and that last changed it. */
    created_event: integer(),
    updated_event: integer(),
  },
  ['service_id', 'sid'],
);

export type MessageRow = RowOf<typeof messageTable.columns>;

export const presentMessage = presenter(message, { index: 'message_index' });

export const addMessage = insert(messageTable);
export const removeMessage = remove(messageTable);

/** Tombstones of removed messages, so that real time can report them to clients that were away. */
export const removedMessageTable = table(
  'removed_message',
  {
    service_id: integer(),
    conversation_sid: text(),
    message_index: integer(),
    created_event: integer(),
    removed_event: integer(),
    date_removed: text(),
  },
  ['service_id', 'conversation_sid', 'removed_event'],
);

export const addRemovedMessage = insert(removedMessageTable);

export const setMessage = update(messageTable, [
  'author',
  'body',
  'subject',
  'attributes',
  'date_created',
  'date_updated',
  'updated_event',
]);

export const setDeliverySummary = update(messageTable, ['delivery', 'updated_event']);

export const renderMessage = select(
  'message.render',
  { ...presentation, ...conversationKeyColumns, sid: text() },
  { body: text() },
  (dialect) => `SELECT ${presentMessage.sql(dialect)} AS body FROM message
    WHERE service_id = ${serviceIdSql} AND conversation_sid = ${conversationSidSql} AND sid = :sid`,
);

/** The message of a conversation that is locked: it changes only under that lock. */
export const findMessage = select(
  'message.find',
  childKey,
  messageTable.columns,
  () => `SELECT ${columnNames(messageTable)} FROM message
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid AND sid = :sid`,
);

const sidIn = (parameter: string) => `SELECT sid FROM message
  WHERE service_id = ${serviceIdSql} AND conversation_sid = ${conversationSidSql} AND sid = :${parameter}`;

/** SQL for the SID of the message that the parameters name, as the condition of another query. */
export const messageSidSql = `(${sidIn('message_sid')})`;

/** The message that a path names as a parent. */
export const findMessageSid = select(
  'message.sid',
  { ...conversationKeyColumns, sid: text() },
  { sid: text() },
  () => sidIn('sid'),
);

const page = (direction: Direction) =>
  pageQuery({
    name: `message.page of ${direction}`,
    parameters: { ...presentation, ...conversationKeyColumns },
    from: ({ indexHint }) => `message${indexHint('message_in_order')}`,
    where: `service_id = ${serviceIdSql} AND conversation_sid = ${conversationSidSql}`,
    order: byNumber('message_index'),
    direction,
    rendered: presentMessage.sql,
    longColumns: ['body', 'content_variables', 'attributes'],
  });

/** Pages of messages in either order. */
export const pageOfMessages = { asc: page('ascending'), desc: page('descending') };

const authorSql = (serviceId: string, condition: string) => `SELECT sid FROM participant
  WHERE service_id = ${serviceId} AND conversation_sid = :conversation_sid AND ${condition}
  ORDER BY messaging_binding_projected_address IS NOT NULL, date_created, sid LIMIT 1`;

const author = (by: string, condition: string) =>
  select(
    `message.author by ${by}`,
    { service_id: integer(), conversation_sid: text(), author: text() },
    { sid: text() },
    () => authorSql(':service_id', condition),
  );

/** The participant whose identity an author is, in a conversation that is not locked yet. */
export const findAuthorAhead = select(
  'message.author ahead',
  { ...conversationKeyColumns, author: text() },
  { sid: text() },
  () => authorSql(serviceIdSql, 'identity = :author'),
);

/** The participant that an author names. An address of its own takes precedence over a projected one. */
export const findAuthor = {
  identity: author('identity', 'identity = :author'),
  address: author('address', '(address_key = :author OR messaging_binding_projected_address = :author)'),
};
