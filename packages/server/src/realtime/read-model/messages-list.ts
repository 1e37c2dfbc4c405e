import { type MessageRow, messageTable, removedMessageTable } from '../../resources/message/store.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { columnNames, select } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';
import { findConversation } from './conversation-document.ts';
import { mergeChanges } from './merge-changes.ts';
import type { Change, CollectionView, Item, ItemsRequest } from './view.ts';

const key = { ...serviceKeyColumns, conversation_sid: text() };
const inConversation = `service_id = ${serviceIdSql} AND conversation_sid = :conversation_sid`;
const all = columnNames(messageTable);

const selectMessages = <const P extends Record<string, ReturnType<typeof integer>>>(
  name: string,
  parameters: P,
  condition: string,
  index: string,
) =>
  select(
    `realtime.messages ${name}`,
    { ...key, ...parameters },
    messageTable.columns,
    ({ indexHint }) =>
      `SELECT ${all} FROM message${indexHint(index)} WHERE ${inConversation} AND ${condition}`,
  );

const range = { from: integer(), limit: integer() };
const pages = {
  ascending: selectMessages(
    'ascending',
    range,
    'message_index >= :from ORDER BY message_index LIMIT :limit',
    'message_in_order',
  ),
  descending: selectMessages(
    'descending',
    range,
    'message_index <= :from ORDER BY message_index DESC LIMIT :limit',
    'message_in_order',
  ),
};

const findOutside = select(
  'realtime.messages outside of a page',
  { ...key, low: integer(), high: integer() },
  { lower: integer(), higher: integer() },
  () => `SELECT
      CASE WHEN EXISTS (SELECT 1 FROM message WHERE ${inConversation} AND message_index < :low)
        THEN 1 ELSE 0 END AS lower,
      CASE WHEN EXISTS (SELECT 1 FROM message WHERE ${inConversation} AND message_index > :high)
        THEN 1 ELSE 0 END AS higher`,
);

const since = { after: integer(), limit: integer() };

/**
 * Each message has an event of its own, so no more messages than events have been added since. This finds them by
 * their index, and no other index is needed for the messages that have not changed.
 */
const findAdded = selectMessages(
  'added since',
  since,
  `message_index >= (SELECT message_counter - (event_counter - :after) FROM conversation
      WHERE service_id = ${serviceIdSql} AND sid = :conversation_sid)
    AND created_event > :after ORDER BY message_index LIMIT :limit`,
  'message_in_order',
);

const findUpdated = selectMessages(
  'updated since',
  since,
  'updated_event > :after AND updated_event <> created_event ORDER BY updated_event LIMIT :limit',
  'message_changed',
);

/** Also those that were added since: the client may have read them as items after it has read the event. */
const findRemoved = select(
  'realtime.messages removed since',
  { ...key, ...since },
  removedMessageTable.columns,
  () => `SELECT ${columnNames(removedMessageTable)} FROM removed_message
    WHERE ${inConversation} AND removed_event > :after
    ORDER BY removed_event LIMIT :limit`,
);

/** The messages of a conversation; the index of a message is that of its item. */
export const messagesList: CollectionView = {
  async describe(reader, scope, sid) {
    const row = await findConversation(reader, scope, sid);
    return (
      row && { lastEvent: row.event_counter, dateCreated: row.date_created, dateUpdated: row.date_updated }
    );
  },

  async items(reader, scope, sid, request) {
    const key = { ...scope, conversation_sid: sid };
    const found = await reader.all(pages[request.descending ? 'descending' : 'ascending'], {
      ...key,
      from: firstIndex(request),
      limit: request.limit,
    });
    const indexes = found.map(({ message_index }) => message_index);
    const outside = await reader.one(findOutside, {
      ...key,
      low: found.length === 0 ? firstIndex(request) : Math.min(...indexes),
      high: found.length === 0 ? firstIndex(request) : Math.max(...indexes),
    });
    const [lower, higher] = [outside?.lower === 1, outside?.higher === 1];
    return {
      items: found.map(toItem),
      hasPrevious: request.descending ? higher : lower,
      hasNext: request.descending ? lower : higher,
    };
  },

  async item(reader, scope, sid, index) {
    const from = Number(index);
    if (!Number.isSafeInteger(from)) return undefined;
    const [found] = await reader.all(pages.ascending, { ...scope, conversation_sid: sid, from, limit: 1 });
    return found?.message_index === from ? toItem(found) : undefined;
  },

  async changes(reader, scope, sid, after, limit) {
    const row = await findConversation(reader, scope, sid);
    if (row === undefined) return undefined;
    if (row.event_counter <= after) return { changes: [], lastEvent: row.event_counter, more: false };
    const parameters = { ...scope, conversation_sid: sid, after, limit: limit + 1 };
    const [added, updated, removed] = await Promise.all([
      reader.all(findAdded, parameters),
      reader.all(findUpdated, parameters),
      reader.all(findRemoved, parameters),
    ]);
    const sources: Change[][] = [
      added.map((each) => ({ ...toChange(each), kind: 'added', event: each.created_event })),
      updated.map((each) => ({ ...toChange(each), kind: 'updated', event: each.updated_event })),
      removed.map(({ message_index, removed_event, date_removed }) => ({
        kind: 'removed',
        key: message_index,
        event: removed_event,
        date: date_removed,
      })),
    ];
    return mergeChanges(sources, row.event_counter, limit);
  },
};

function firstIndex({ from, descending }: ItemsRequest): number {
  const index = Number(from);
  if (from !== undefined && Number.isSafeInteger(index)) return index;
  return descending ? Number.MAX_SAFE_INTEGER : 0;
}

const toItem = (row: MessageRow): Item => ({
  key: row.message_index,
  event: row.updated_event,
  dateCreated: row.date_created,
  dateUpdated: row.date_updated,
  data: toData(row),
});

const toChange = (row: MessageRow) => ({
  key: row.message_index,
  date: row.date_updated,
  data: toData(row),
});

function toData(row: MessageRow): object {
  const medias = row.media === null ? [] : toMedias(row.media);
  return {
    sid: row.sid,
    text: row.body,
    author: row.author,
    subject: row.subject,
    contentSid: row.content_sid,
    attributes: row.attributes,
    timestamp: row.date_created,
    dateUpdated: row.date_updated,
    lastUpdatedBy: row.date_updated === row.date_created ? null : row.author,
    memberSid: row.participant_sid,
    type: medias.length === 0 ? 'text' : 'media',
    ...(medias.length > 0 && { medias, media: medias[0] }),
    channelMetadata: false,
    ...(row.delivery !== null && { delivery: JSON.parse(row.delivery) as object }),
  };
}

/** @param media the stored JSON, as replies show it. */
const toMedias = (media: string): object[] =>
  (JSON.parse(media) as { readonly content_type: string }[]).map(({ content_type, ...rest }) => ({
    ...rest,
    contentType: content_type,
  }));
