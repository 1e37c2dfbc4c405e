import { participant } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { serviceIdSql } from '../../rest/service-scope.ts';
import { columnNames, insert, remove, removeBy, select, updateExcept } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';
import { conversationKeyColumns, conversationSidSql } from '../conversation/store.ts';

export const participantTable = table(
  'participant',
  {
    service_id: integer(),
    conversation_sid: text(),
    sid: text(),
    identity: optional(text()),
    /** Of a chat participant. */
    user_sid: optional(text()),
    attributes: text(),
    role_sid: optional(text()),
    messaging_binding_type: optional(text()),
    messaging_binding_address: optional(text()),
    messaging_binding_proxy_address: optional(text()),
    messaging_binding_projected_address: optional(text()),
    /** Of a participant by e-mail: `to` or `cc`, and a name. */
    messaging_binding_level: optional(text()),
    messaging_binding_name: optional(text()),
    /** The own address as it is compared. */
    address_key: optional(text()),
    last_read_message_index: optional(integer()),
    last_read_timestamp: optional(text()),
    notification_level: text(),
    date_created: text(),
    date_updated: text(),
    /** Numbers of the conversation's events that made this row and that last changed it. */
    created_event: integer(),
    updated_event: integer(),
  },
  ['service_id', 'sid'],
);

export type ParticipantRow = RowOf<typeof participantTable.columns>;

export const presentParticipant = presenter(participant);

export const addParticipantRow = insert(participantTable);
export const removeParticipantRow = remove(participantTable);

/** Removes all participants of a conversation. */
export const removeParticipantsOf = removeBy(participantTable, ['service_id', 'conversation_sid']);

export const setParticipant = updateExcept(participantTable, [
  'conversation_sid',
  'messaging_binding_address',
  'messaging_binding_level',
  'messaging_binding_name',
  'address_key',
  'created_event',
]);

/** Tombstones of removed participants, so that real time can report them to clients that were away. */
export const removedParticipantTable = table(
  'removed_participant',
  {
    service_id: integer(),
    conversation_sid: text(),
    sid: text(),
    identity: optional(text()),
    user_sid: optional(text()),
    removed_event: integer(),
    date_removed: text(),
  },
  ['service_id', 'conversation_sid', 'removed_event'],
);

export const addRemovedParticipant = insert(removedParticipantTable);

type By = 'sid' | 'identity';

const render = (by: By) =>
  select(
    `participant.render by ${by}`,
    { ...presentation, ...conversationKeyColumns, identifier: text() },
    { body: text() },
    (dialect) => `SELECT ${presentParticipant.sql(dialect)} AS body FROM participant
      WHERE service_id = ${serviceIdSql} AND conversation_sid = ${conversationSidSql} AND ${by} = :identifier`,
  );

export const renderParticipant = { sid: render('sid'), identity: render('identity') };

const find = (by: By) =>
  select(
    `participant.find by ${by}`,
    { service_id: integer(), conversation_sid: text(), identifier: text() },
    participantTable.columns,
    () => `SELECT ${columnNames(participantTable)} FROM participant
      WHERE service_id = :service_id AND conversation_sid = :conversation_sid AND ${by} = :identifier`,
  );

/** The participant of a conversation that is locked. Every change of the row is made under that lock. */
export const findParticipant = { sid: find('sid'), identity: find('identity') };

export const pageOfParticipants = pageQuery({
  name: 'participant.page',
  parameters: { ...presentation, ...conversationKeyColumns },
  from: ({ indexHint }) => `participant${indexHint('participant_newest_first')}`,
  where: `service_id = ${serviceIdSql} AND conversation_sid = ${conversationSidSql}`,
  order: byDate(),
  direction: 'descending',
  rendered: presentParticipant.sql,
  longColumns: ['attributes'],
});

/** How many active and inactive conversations a user is in, counted up to a limit. */
export const countConversations = select(
  'participant.conversations of user',
  { service_id: integer(), user_sid: text(), limit: integer() },
  { count: integer() },
  () => `SELECT count(*) AS count FROM (
    SELECT 1 FROM participant JOIN conversation
      ON conversation.service_id = participant.service_id AND conversation.sid = participant.conversation_sid
    WHERE participant.service_id = :service_id AND participant.user_sid = :user_sid
      AND conversation.state <> 'closed' LIMIT :limit) AS open`,
);

/** How many conversations a user is in, open or not, counted up to a limit. */
export const countMemberships = select(
  'participant.memberships of user',
  { service_id: integer(), user_sid: text(), limit: integer() },
  { count: integer() },
  () => `SELECT count(*) AS count FROM (
    SELECT 1 FROM participant WHERE service_id = :service_id AND user_sid = :user_sid LIMIT :limit)
    AS membership`,
);

/** The member of a group that has the same address without a proxy address, or the same identity and projected address. */
export const findGroupTwin = select(
  'participant.group twin',
  {
    service_id: integer(),
    conversation_sid: text(),
    identity: optional(text()),
    messaging_binding_address: optional(text()),
    messaging_binding_projected_address: optional(text()),
  },
  { sid: text() },
  () => `SELECT sid FROM participant
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid
      AND (messaging_binding_address = :messaging_binding_address AND messaging_binding_proxy_address IS NULL
        OR identity = :identity
          AND messaging_binding_projected_address = :messaging_binding_projected_address)
    LIMIT 1`,
);

/** Group members: participants with an SMS address, own or projected, and no proxy address. */
export const countGroup = select(
  'participant.group',
  { service_id: integer(), conversation_sid: text() },
  { count: integer() },
  () => `SELECT count(*) AS count FROM participant
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid
      AND messaging_binding_type = 'sms' AND messaging_binding_proxy_address IS NULL`,
);

/** The addresses of the group members, as {@link countGroup} counts them. */
export const findGroupAddresses = select(
  'participant.group addresses',
  { service_id: integer(), conversation_sid: text() },
  {
    messaging_binding_address: optional(text()),
    messaging_binding_projected_address: optional(text()),
  },
  () => `SELECT messaging_binding_address, messaging_binding_projected_address FROM participant
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid
      AND messaging_binding_type = 'sms' AND messaging_binding_proxy_address IS NULL`,
);

/** A chat user without a projected address, whom the telephones of a group could not see. */
export const findUnseenUser = select(
  'participant.unseen user',
  { service_id: integer(), conversation_sid: text() },
  { sid: text() },
  () => `SELECT sid FROM participant
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid
      AND identity IS NOT NULL AND messaging_binding_type IS NULL
    LIMIT 1`,
);
