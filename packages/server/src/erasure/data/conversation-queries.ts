import { messageTable } from '../../resources/message/store.ts';
import { removedParticipantTable } from '../../resources/participant/store.ts';
import { select, update } from '../../storage/statement.ts';
import { integer, optional, text } from '../../storage/table.ts';

const named = { identity: optional(text()), address: optional(text()) };
const ofSome = { service_id: integer(), sids: text() };

/** The conversations of a service after a SID, with the names that can be the person's. */
export const pageOfConversations = select(
  'erasure.conversations',
  { service_id: integer(), after: text(), limit: integer() },
  { sid: text(), friendly_name: optional(text()), unique_name: optional(text()), created_by: text() },
  () => `SELECT sid, friendly_name, unique_name, created_by
    FROM conversation WHERE service_id = :service_id AND sid > :after ORDER BY sid LIMIT :limit`,
);

/** The person's participants in some conversations, also removed ones; `removed_event` is 0 for those that are there. */
export const findMembers = select(
  'erasure.members',
  { ...ofSome, ...named },
  { conversation_sid: text(), sid: text(), removed_event: integer() },
  ({ jsonArrayElements, indexHint }) => `
    SELECT conversation_sid, sid, 0 AS removed_event
      FROM participant${indexHint('participant_newest_first')}
      WHERE service_id = :service_id AND conversation_sid IN (${jsonArrayElements(':sids')})
        AND (identity = :identity OR address_key = :address)
    UNION ALL SELECT conversation_sid, sid, removed_event
      FROM removed_participant${indexHint('removed_participant_event')}
      WHERE service_id = :service_id AND conversation_sid IN (${jsonArrayElements(':sids')})
        AND identity = :identity`,
);

/**
 * Messages that can be the person's: with this author, of these participants, or, if the address is one of e-mail, with the
 * author of any e-mail. Engines differ in the letters whose case they ignore, so `isOf` makes the decision.
 */
const mayBeAuthored = (participants: string) =>
  `(author = :identity OR author = :address OR participant_sid IN (${participants})
    OR (CAST(:address AS TEXT) LIKE '%@%' AND author LIKE '%@%'))`;

const authored = { ...named, participants: text() };

/** Which of some conversations have messages that can be the person's. */
export const findAuthored = select(
  'erasure.authored',
  { ...ofSome, ...authored },
  { conversation_sid: text() },
  ({ jsonArrayElements, indexHint }) => `SELECT DISTINCT conversation_sid
    FROM message${indexHint('message_in_order')}
    WHERE service_id = :service_id AND conversation_sid IN (${jsonArrayElements(':sids')})
      AND ${mayBeAuthored(jsonArrayElements(':participants'))}`,
);

/** Messages in a conversation after an index that can be the person's, with the JSON of their media. */
export const pageOfMessages = select(
  'erasure.messages',
  { service_id: integer(), conversation_sid: text(), after: integer(), limit: integer(), ...authored },
  {
    sid: text(),
    message_index: integer(),
    author: text(),
    participant_sid: optional(text()),
    media: optional(text()),
  },
  ({ jsonArrayElements, indexHint }) => `SELECT sid, message_index, author, participant_sid, media
    FROM message${indexHint('message_in_order')}
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid AND message_index > :after
      AND ${mayBeAuthored(jsonArrayElements(':participants'))}
    ORDER BY message_index LIMIT :limit`,
);

/** The tombstones of the person's participants in a conversation. */
export const findTombstones = select(
  'erasure.tombstones',
  { service_id: integer(), conversation_sid: text(), identity: optional(text()) },
  { removed_event: integer() },
  () => `SELECT removed_event FROM removed_participant
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid AND identity = :identity`,
);

export const setTombstone = update(removedParticipantTable, ['identity']);

export const setMessageContent = update(messageTable, [
  'author',
  'participant_sid',
  'body',
  'subject',
  'media',
  'content_sid',
  'content_variables',
  'attributes',
  'updated_event',
]);
