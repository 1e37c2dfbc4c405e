import { conversationKeyColumns } from '../../resources/conversation/store.ts';
import { serviceIdSql } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, optional, text } from '../../storage/table.ts';
import type { ViewScope } from './view.ts';

/** The messages that one page looks at, most of which may have no recipients. */
const maxMessages = 500;

const range = { ...conversationKeyColumns, from: integer(), to: integer() };

const findIndex = select(
  'realtime.index of message',
  { ...conversationKeyColumns, message_sid: text() },
  { message_index: integer() },
  () => `SELECT message_index FROM message
    WHERE service_id = ${serviceIdSql} AND conversation_sid = :conversation_sid AND sid = :message_sid`,
);

/** The statements of one direction: the messages that a page looks at, and the receipts of those. */
function statementsOf(direction: 'next' | 'previous') {
  const [order, receiptsBeyond] =
    direction === 'next'
      ? ['', 'looked_at.message_index > :from OR delivery_receipt.sid > :receipt']
      : ['DESC', 'looked_at.message_index < :to OR delivery_receipt.sid <= :receipt'];
  const messages = `FROM message WHERE service_id = ${serviceIdSql} AND conversation_sid = :conversation_sid
    AND message_index >= :from AND message_index <= :to ORDER BY message_index ${order} LIMIT ${maxMessages}`;
  return {
    findWindow: select(
      `realtime.window of ${direction} messages`,
      range,
      { count: integer(), first: integer(), last: integer() },
      () => `SELECT count(*) AS count, coalesce(min(message_index), 0) AS first,
          coalesce(max(message_index), 0) AS last
        FROM (SELECT message_index ${messages}) AS looked_at`,
    ),
    findRecipients: select(
      `realtime.recipients of ${direction} messages`,
      { ...range, receipt: text(), limit: integer() },
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
        FROM (SELECT service_id, sid, conversation_sid, message_index ${messages}) AS looked_at
        JOIN delivery_receipt ON delivery_receipt.service_id = looked_at.service_id
          AND delivery_receipt.message_sid = looked_at.sid
        JOIN participant ON participant.service_id = looked_at.service_id
          AND participant.conversation_sid = looked_at.conversation_sid
          AND participant.sid = delivery_receipt.participant_sid
        WHERE messaging_binding_type = 'email' AND (${receiptsBeyond})
        ORDER BY looked_at.message_index ${order}, delivery_receipt.sid ${order} LIMIT :limit`,
    ),
  };
}

const statements = { next: statementsOf('next'), previous: statementsOf('previous') };

/** A place between two receipts: after the receipt of a message, and before the next one. */
interface Place {
  readonly index: number;
  readonly receipt: string;
}

const beginning: Place = { index: 0, receipt: '' };

/** The highest character, which is no part of a SID. */
const afterAllReceipts = '~';

/** Where a page begins, and in which direction it goes. */
interface PageStart {
  readonly direction: 'next' | 'previous';
  readonly place: Place;
}

/** The recipients of a message, or of all messages, who get it by e-mail. */
export interface RecipientsPage {
  readonly recipients: readonly object[];
  readonly previousToken: string | null;
  readonly nextToken: string | null;
}

interface RecipientsRequest {
  /** The message whose recipients are wanted; undefined for those of all messages. */
  readonly messageSid: string | undefined;
  /** Of the page before or after; undefined for the first page. */
  readonly token: string | undefined;
  readonly limit: number;
}

/** A page of the participants who get messages by e-mail; undefined when there is no such message. */
export async function readRecipients(
  reader: Reader,
  scope: ViewScope,
  conversationSid: string,
  { messageSid, token, limit }: RecipientsRequest,
): Promise<RecipientsPage | undefined> {
  const key = { ...scope, conversation_sid: conversationSid };
  const { direction, place } = parseToken(token);
  const only =
    messageSid === undefined ? undefined : await reader.one(findIndex, { ...key, message_sid: messageSid });
  if (messageSid !== undefined && only === undefined) return undefined;
  const first = only?.message_index ?? 0;
  const last = only?.message_index ?? Number.MAX_SAFE_INTEGER;
  const isNext = direction === 'next';
  const between = isNext
    ? { ...key, from: Math.max(place.index, first), to: last }
    : { ...key, from: first, to: Math.min(place.index, last) };
  // Of a message that is not that of the place, all receipts are beyond it.
  const isOfPlace = (isNext ? between.from : between.to) === place.index;
  const receipt = isOfPlace ? place.receipt : isNext ? '' : afterAllReceipts;
  const { findWindow, findRecipients } = statements[direction];
  const window = await reader.one(findWindow, between);
  const found = await reader.all(findRecipients, { ...between, receipt, limit: limit + 1 });
  const shown = found.slice(0, limit);
  const end = endOfPage(direction, found, limit, window);
  const [before, after] = isNext ? [place, end] : [end, place];
  const isAtBeginning = before === undefined || (before.index === 0 && before.receipt === '');
  return {
    recipients: (isNext ? shown : shown.toReversed()).map(({ message_sid, level, name, address }) => ({
      message_sid,
      type: 'email',
      level: level ?? 'to',
      name,
      address,
    })),
    previousToken: isAtBeginning ? null : toToken({ direction: 'previous', place: before }),
    nextToken: after === undefined ? null : toToken({ direction: 'next', place: after }),
  };
}

/** Where a page ends, in its direction; undefined if nothing follows. */
function endOfPage(
  direction: PageStart['direction'],
  found: readonly { readonly message_index: number; readonly sid: string }[],
  limit: number,
  window: { readonly count: number; readonly first: number; readonly last: number } | undefined,
): Place | undefined {
  // A page that goes back ends after the receipt that does not fit on it.
  const bound = found.length > limit ? found.at(direction === 'next' ? limit - 1 : limit) : undefined;
  if (bound !== undefined) return { index: bound.message_index, receipt: bound.sid };
  if (window?.count !== maxMessages) return undefined;
  if (direction === 'next') return { index: window.last + 1, receipt: '' };
  return window.first === 0 ? undefined : { index: window.first - 1, receipt: afterAllReceipts };
}

const toToken = ({ direction, place: { index, receipt } }: PageStart): string =>
  `${direction}.${index}.${receipt}`;

/** A token that the server has not made begins a first page. */
function parseToken(token = ''): PageStart {
  const [direction, index = '', receipt = ''] = token.split('.');
  return (direction === 'next' || direction === 'previous') && /^\d{1,15}$/.test(index)
    ? { direction, place: { index: Number(index), receipt } }
    : { direction: 'next', place: beginning };
}
