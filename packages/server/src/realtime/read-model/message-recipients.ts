import { conversationKeyColumns } from '../../resources/conversation/store.ts';
import { serviceIdSql } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, optional, text } from '../../storage/table.ts';
import type { ViewScope } from './view.ts';

/** The messages that one page looks at, most of which may have no recipients. */
const maxMessages = 500;

const messagesBetween = `FROM message WHERE service_id = ${serviceIdSql} AND conversation_sid = :conversation_sid
  AND message_index >= :from AND message_index <= :to ORDER BY message_index LIMIT ${maxMessages}`;

const range = { ...conversationKeyColumns, from: integer(), to: integer() };

const findIndex = select(
  'realtime.index of message',
  { ...conversationKeyColumns, message_sid: text() },
  { message_index: integer() },
  () => `SELECT message_index FROM message
    WHERE service_id = ${serviceIdSql} AND conversation_sid = :conversation_sid AND sid = :message_sid`,
);

const findWindow = select(
  'realtime.window of messages',
  range,
  { count: integer(), last: integer() },
  () => `SELECT count(*) AS count, coalesce(max(message_index), 0) AS last
    FROM (SELECT message_index ${messagesBetween}) AS looked_at`,
);

const findRecipients = select(
  'realtime.recipients of messages',
  { ...range, after: text(), limit: integer() },
  {
    message_index: integer(),
    sid: text(),
    message_sid: text(),
    level: optional(text()),
    name: optional(text()),
    address: text(),
  },
  () => `SELECT looked_at.message_index, delivery_receipt.sid, looked_at.sid AS message_sid,
      messaging_binding_level AS level, messaging_binding_name AS name, messaging_binding_address AS address
    FROM (SELECT service_id, sid, conversation_sid, message_index ${messagesBetween}) AS looked_at
    JOIN delivery_receipt ON delivery_receipt.service_id = looked_at.service_id
      AND delivery_receipt.message_sid = looked_at.sid
    JOIN participant ON participant.service_id = looked_at.service_id
      AND participant.conversation_sid = looked_at.conversation_sid
      AND participant.sid = delivery_receipt.participant_sid
    WHERE messaging_binding_type = 'email'
      AND (looked_at.message_index > :from OR delivery_receipt.sid > :after)
    ORDER BY looked_at.message_index, delivery_receipt.sid LIMIT :limit`,
);

/** Where a page begins: after a receipt of a message. */
interface Place {
  readonly index: number;
  readonly after: string;
}

/** The recipients of a message, or of all messages, who get it by e-mail. */
export interface RecipientsPage {
  readonly recipients: readonly object[];
  readonly nextToken: string | null;
}

/**
 * A page of the participants who get messages by e-mail; undefined when there is no such message.
 *
 * @param token of the page before; undefined for the first page.
 */
export async function readRecipients(
  reader: Reader,
  scope: ViewScope,
  conversationSid: string,
  {
    messageSid,
    token,
    limit,
  }: { readonly messageSid: string | undefined; readonly token: string | undefined; readonly limit: number },
): Promise<RecipientsPage | undefined> {
  const key = { ...scope, conversation_sid: conversationSid };
  const place = parsePlace(token);
  const only =
    messageSid === undefined ? undefined : await reader.one(findIndex, { ...key, message_sid: messageSid });
  if (messageSid !== undefined && only === undefined) return undefined;
  const from = Math.max(place.index, only?.message_index ?? 0);
  const between = { ...key, from, to: only?.message_index ?? Number.MAX_SAFE_INTEGER };
  const window = await reader.one(findWindow, between);
  const after = from === place.index ? place.after : '';
  const found = await reader.all(findRecipients, { ...between, after, limit: limit + 1 });
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const isFull = found.length > limit && last !== undefined;
  const next = isFull
    ? { index: last.message_index, after: last.sid }
    : window?.count === maxMessages
      ? { index: window.last + 1, after: '' }
      : undefined;
  return {
    recipients: shown.map(({ message_sid, level, name, address }) => ({
      message_sid,
      type: 'email',
      level: level ?? 'to',
      name,
      address,
    })),
    nextToken: next === undefined ? null : `${next.index}.${next.after}`,
  };
}

/** A token that the server has not made begins a first page. */
function parsePlace(token = ''): Place {
  const [index = '', after = ''] = token.split('.');
  return /^\d{1,15}$/.test(index) ? { index: Number(index), after } : { index: 0, after: '' };
}
