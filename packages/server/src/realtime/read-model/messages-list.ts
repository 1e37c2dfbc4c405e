import { type MessageRow, messageTable, removedMessageTable } from '../../resources/message/store.ts';
import { serviceIdSql } from '../../rest/service-scope.ts';
import { conversationItems } from './conversation-items.ts';
import { indexKeys } from './row-pages.ts';

/** The messages of a conversation; the index of a message is that of its item. */
export const messagesList = conversationItems({
  name: 'messages',
  table: messageTable,
  removedTable: removedMessageTable,
  keyColumn: 'message_index',
  keys: indexKeys,
  keyOf: (row) => row.message_index,
  indexes: { pages: 'message_in_order', added: 'message_in_order', updated: 'message_changed' },
  keepsOrder: true,
  // Each message has an event of its own, so no more messages than events have been added since. This finds them by
  // their index, and no other index is needed for the messages that have not changed.
  addedSql: `message_index >= (SELECT message_counter - (event_counter - :after) FROM conversation
      WHERE service_id = ${serviceIdSql} AND sid = :owner_sid)
    AND created_event > :after ORDER BY message_index`,
  toItem: (row) => ({
    key: row.message_index,
    event: row.updated_event,
    addedEvent: row.created_event,
    dateUpdated: row.date_updated,
    data: toData(row),
  }),
  toRemoval: ({ message_index, removed_event, date_removed }) => ({
    kind: 'removed',
    key: message_index,
    event: removed_event,
    date: date_removed,
  }),
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
