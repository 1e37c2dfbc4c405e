import type { TableDefinitions } from '../../ddl.ts';

/** Media, and content that is to be deleted. */
export const media: TableDefinitions = ({ text, integer, tableSuffix }) => [
  `CREATE TABLE media (
    service_id ${integer} NOT NULL REFERENCES service (id),
    sid ${text} NOT NULL,
    size ${integer} NOT NULL,
    content_type ${text} NOT NULL,
    filename ${text},
    category ${text} NOT NULL,
    author ${text},
    conversation_sid ${text},
    message_sid ${text},
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL,
    date_upload_updated ${text} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX media_sid ON media (service_id, sid)',
  // The media of a message or of a conversation, which are deleted with it.
  `CREATE INDEX media_of_message ON media (service_id, conversation_sid, message_sid)
    WHERE message_sid IS NOT NULL`,
  // Expired uploads that no message has attached: few rows at any time.
  'CREATE INDEX media_unused ON media (date_created) WHERE message_sid IS NULL',

  // Content whose deletion is due. It references no other row, because it outlives them.
  `CREATE TABLE media_removal (
    sid ${text} NOT NULL PRIMARY KEY,
    due ${text} NOT NULL,
    uploading ${integer} NOT NULL
  )${tableSuffix}`,
  // The contents whose deletion is due, the oldest first.
  'CREATE INDEX media_removal_due ON media_removal (due)',
];
