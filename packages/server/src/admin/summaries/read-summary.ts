import { conversationKeyColumns, conversationSidSql } from '../../resources/conversation/store.ts';
import { serviceIdSql } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../../storage/table.ts';

/** Participants whose names a summary has. */
const maxNames = 3;

const findSummary = select(
  'conversation.summary',
  conversationKeyColumns,
  { participant_counter: integer(), date_last_message: optional(text()) },
  ({ indexHint }) => `SELECT participant_counter,
      (SELECT message.date_created FROM message${indexHint('message_in_order')}
        WHERE message.service_id = conversation.service_id AND message.conversation_sid = conversation.sid
        ORDER BY message_index DESC LIMIT 1) AS date_last_message
    FROM conversation WHERE service_id = ${serviceIdSql} AND sid = :conversation_sid`,
);

const findNewestNames = select(
  'participant.newest names',
  { ...conversationKeyColumns, limit: integer() },
  {
    sid: text(),
    identity: optional(text()),
    messaging_binding_name: optional(text()),
    messaging_binding_address: optional(text()),
  },
  ({ indexHint }) => `SELECT sid, identity, messaging_binding_name, messaging_binding_address
    FROM participant${indexHint('participant_newest_first')}
    WHERE service_id = ${serviceIdSql} AND conversation_sid = ${conversationSidSql}
    ORDER BY date_created DESC, sid DESC LIMIT :limit`,
);

/** Reads the summary of a conversation; undefined if there is none. */
export async function readSummary(reader: Reader, key: RowOf<typeof conversationKeyColumns>) {
  const [summary, participants] = await Promise.all([
    reader.one(findSummary, key),
    reader.all(findNewestNames, { ...key, limit: maxNames }),
  ]);
  if (summary === undefined) return undefined;
  return {
    sid: key.conversation_sid,
    participant_count: summary.participant_counter,
    participant_names: participants.map(
      ({ sid, identity, messaging_binding_name: name, messaging_binding_address: address }) =>
        identity ?? name ?? address ?? sid,
    ),
    date_last_message: summary.date_last_message,
  };
}
