import type { Migration } from '../ddl.ts';

/** Media: what is known of uploads, and which content has to go. */
export const media: Migration = {
  number: 3,
  name: 'media',
  statements: ({ text, integer, tableSuffix }) => [
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
    'CREATE UNIQUE INDEX media_sid ON media (service_id, sid)',
    // What goes with a message, or with a conversation.
    `CREATE INDEX media_of_message ON media (service_id, conversation_sid, message_sid)
      WHERE message_sid IS NOT NULL`,
    // Uploads that no message has named; few at any time.
    'CREATE INDEX media_unused ON media (date_created) WHERE message_sid IS NULL',

    // Without a reference to other rows: it outlives them.
    `CREATE TABLE media_removal (
      sid ${text} NOT NULL PRIMARY KEY,
      due ${text} NOT NULL,
      uploading ${integer} NOT NULL
    )${tableSuffix}`,
    'CREATE INDEX media_removal_due ON media_removal (due)',

    `CREATE TABLE secret (
      name ${text} NOT NULL PRIMARY KEY,
      value ${text} NOT NULL
    )${tableSuffix}`,
  ],
};
