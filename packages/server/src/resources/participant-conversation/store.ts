import { participantConversation } from '@colloquy/contract';
import { byDate } from '../../rest/paging/keyset.ts';
import { pageQuery } from '../../rest/paging/page-query.ts';
import { presentation, presenter } from '../../rest/presenter.ts';
import { serviceIdSql } from '../../rest/service-scope.ts';
import { text } from '../../storage/table.ts';
import { membershipsSql } from '../participant/memberships-sql.ts';

const present = presenter(participantConversation);

const columns = {
  participant_user_sid: 'participant.user_sid',
  participant_identity: 'participant.identity',
  participant_messaging_binding_address: 'participant.messaging_binding_address',
  participant_address_key: 'participant.address_key',
  participant_messaging_binding_proxy_address: 'participant.messaging_binding_proxy_address',
  participant_messaging_binding_type: 'participant.messaging_binding_type',
  participant_messaging_binding_level: 'participant.messaging_binding_level',
  participant_messaging_binding_name: 'participant.messaging_binding_name',
  participant_messaging_binding_projected_address: 'participant.messaging_binding_projected_address',
  conversation_unique_name: 'conversation.unique_name',
  conversation_friendly_name: 'conversation.friendly_name',
  conversation_attributes: 'conversation.attributes',
  conversation_date_created: 'conversation.date_created',
  conversation_date_updated: 'conversation.date_updated',
  conversation_created_by: 'conversation.created_by',
  conversation_state: 'conversation.state',
  conversation_timers_date_inactive: 'conversation.timers_date_inactive',
  conversation_timers_date_closed: 'conversation.timers_date_closed',
};

/** @param index begins with the service and the column that `where` compares. */
const page = (by: string, index: string, where: string) =>
  pageQuery({
    name: `participant_conversation.page by ${by}`,
    parameters: { ...presentation, sought: text() },
    from: ({ indexHint }) => membershipsSql(`participant${indexHint(index)}`, columns),
    where: `keyset_service = ${serviceIdSql} AND ${where}`,
    order: byDate('keyset_date', 'keyset_sid'),
    direction: 'descending',
    rendered: present.sql,
    longColumns: ['conversation_attributes'],
  });

export const pageByIdentity = page(
  'identity',
  'participant_of_user',
  `participant_user_sid =
    (SELECT sid FROM chat_user WHERE service_id = ${serviceIdSql} AND identity = :sought)`,
);

export const pageByAddress = page('address', 'participant_address', 'participant_address_key = :sought');
