import { userConversation } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { serviceIdSql } from '../../rest/service-scope.ts';
import { columnNames, select } from '../../storage/statement.ts';
import { integer, optional, text } from '../../storage/table.ts';
import { membershipsSql } from '../participant/memberships-sql.ts';
import { participantTable } from '../participant/store.ts';

export const presentUserConversation = presenter(userConversation);

const maxUnreadCount = 1000;

const columns = {
  user_sid: 'participant.user_sid',
  identity: 'participant.identity',
  // Counts no further than the reply shows, because a long conversation may be unread as a whole. The order keeps
  // PostgreSQL from scanning all messages when it estimates that most of them are unread.
  unread_messages_count: `CASE WHEN participant.last_read_message_index IS NULL THEN NULL ELSE (
    SELECT count(*) FROM (
      SELECT 1 FROM message WHERE message.service_id = participant.service_id
        AND message.conversation_sid = participant.conversation_sid
        AND message.message_index > participant.last_read_message_index
      ORDER BY message.message_index LIMIT ${maxUnreadCount}) AS unread) END`,
  last_read_message_index: 'participant.last_read_message_index',
  notification_level: 'participant.notification_level',
  friendly_name: 'conversation.friendly_name',
  unique_name: 'conversation.unique_name',
  attributes: 'conversation.attributes',
  conversation_state: 'conversation.state',
  timers_date_inactive: 'conversation.timers_date_inactive',
  timers_date_closed: 'conversation.timers_date_closed',
  created_by: 'conversation.created_by',
  date_created: 'conversation.date_created',
  date_updated: 'conversation.date_updated',
};

/**
 * A user's membership of one conversation. The identity finds it through an index of the conversation. The SID is
 * compared in a form that no index serves, or the engine would scan all memberships of the user.
 */
const memberOf = (service: string): string => `conversation_sid = :conversation_sid
  AND identity = (SELECT identity FROM chat_user WHERE service_id = ${service} AND sid = :user_sid)
  AND user_sid IS NOT DISTINCT FROM :user_sid`;

export const pageOfUserConversations = pageQuery({
  name: 'user_conversation.page',
  parameters: { ...presentation, user_sid: text() },
  from: ({ indexHint }) => membershipsSql(`participant${indexHint('participant_of_user')}`, columns),
  where: `keyset_service = ${serviceIdSql} AND user_sid = :user_sid`,
  order: byDate('keyset_date', 'keyset_sid'),
  direction: 'descending',
  rendered: presentUserConversation.sql,
  longColumns: ['attributes'],
});

export const renderUserConversation = select(
  'user_conversation.render',
  { ...presentation, user_sid: text(), conversation_sid: text() },
  { body: text() },
  (
    dialect,
  ) => `SELECT ${presentUserConversation.sql(dialect)} AS body FROM ${membershipsSql('participant', columns)}
    WHERE keyset_service = ${serviceIdSql} AND ${memberOf(serviceIdSql)}`,
);

const rowColumns = {
  conversation_sid: text(),
  participant_sid: text(),
  user_sid: text(),
  unread_messages_count: optional(integer()),
  last_read_message_index: optional(integer()),
  notification_level: text(),
  friendly_name: optional(text()),
  unique_name: optional(text()),
  attributes: text(),
  conversation_state: text(),
  timers_date_inactive: optional(text()),
  timers_date_closed: optional(text()),
  created_by: text(),
  date_created: text(),
  date_updated: text(),
};

export const findUserConversation = select(
  'user_conversation.find',
  { service_id: integer(), user_sid: text(), conversation_sid: text() },
  rowColumns,
  () => `SELECT ${Object.keys(rowColumns).join(', ')} FROM ${membershipsSql('participant', columns)}
    WHERE keyset_service = :service_id AND ${memberOf(':service_id')}`,
);

/** The participant that a user is in a conversation that is locked. */
export const findMember = select(
  'user_conversation.member',
  { service_id: integer(), conversation_sid: text(), user_sid: text() },
  participantTable.columns,
  () => `SELECT ${columnNames(participantTable)} FROM participant
    WHERE service_id = :service_id AND ${memberOf(':service_id')}`,
);
