import { notHeldSql } from '../legal-holds/store.ts';
import { forUpdate } from '../storage/locking-select.ts';
import { columnNames, insert, remove, select, update } from '../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../storage/table.ts';

export const mediaTable = table(
  'media',
  {
    service_id: integer(),
    sid: text(),
    /** Size of the content in bytes. */
    size: integer(),
    content_type: text(),
    filename: optional(text()),
    category: text(),
    /** The identity that uploaded it; null for a back end. */
    author: optional(text()),
    /** The message that it is attached to, and its conversation; null before that. */
    conversation_sid: optional(text()),
    message_sid: optional(text()),
    date_created: text(),
    date_updated: text(),
    date_upload_updated: text(),
  },
  ['service_id', 'sid'],
);

export type MediaRow = RowOf<typeof mediaTable.columns>;

export const addMedia = insert(mediaTable);
export const removeMedia = remove(mediaTable);
export const setMessage = update(mediaTable, ['conversation_sid', 'message_sid', 'date_updated']);

const all = columnNames(mediaTable);

export const findMedia = select(
  'media.find',
  { service_id: integer(), sid: text() },
  mediaTable.columns,
  () => `SELECT ${all} FROM media WHERE service_id = :service_id AND sid = :sid`,
);

/** Finds media for a temporary link, which has no account, unlike credentials. */
export const findLinkedMedia = select(
  'media.linked',
  { service_sid: text(), sid: text() },
  mediaTable.columns,
  () => `SELECT ${all} FROM media WHERE sid = :sid
    AND service_id = (SELECT id FROM service WHERE sid = :service_sid AND date_deleted IS NULL)`,
);

export const lockMedia = forUpdate(findMedia, ({ sid }) => sid);

export const mediaOfMessage = select(
  'media.of_message',
  { service_id: integer(), conversation_sid: text(), message_sid: text() },
  { sid: text() },
  ({ indexHint }) => `SELECT sid FROM media${indexHint('media_of_message')}
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid AND message_sid = :message_sid`,
);

export const mediaOfConversation = select(
  'media.of_conversation',
  { service_id: integer(), conversation_sid: text(), limit: integer() },
  { sid: text() },
  ({ indexHint }) => `SELECT sid FROM media${indexHint('media_of_message')}
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid AND message_sid IS NOT NULL
    LIMIT :limit`,
);

/** Finds media of a service, also of a deleted one. */
export const mediaOfService = select(
  'media.of_service',
  { service_id: integer(), limit: integer() },
  { sid: text() },
  () => 'SELECT sid FROM media WHERE service_id = :service_id LIMIT :limit',
);

/** Finds media of all services that no message refers to and no legal hold covers, oldest first. */
export const findUnused = select(
  'media.unused',
  { before: text(), limit: integer() },
  { service_id: integer(), sid: text() },
  ({ indexHint }) => `SELECT service_id, sid FROM media${indexHint('media_unused')}
    WHERE message_sid IS NULL AND date_created <= :before
      AND ${notHeldSql('media.service_id', 'media.conversation_sid')} ORDER BY date_created LIMIT :limit`,
);
