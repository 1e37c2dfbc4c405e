import type { TableDefinitions } from '../../ddl.ts';

/** Services and conversations. */
export const conversations: TableDefinitions = ({ text, integer, identity, tableSuffix }) => [
  `CREATE TABLE service (
    id ${identity},
    sid ${text} NOT NULL UNIQUE,
    account_sid ${text} NOT NULL REFERENCES account (sid),
    friendly_name ${text} NOT NULL,
    default_conversation_creator_role_sid ${text},
    default_conversation_role_sid ${text},
    default_chat_service_role_sid ${text},
    reachability_enabled ${integer} NOT NULL DEFAULT 0,
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL,
    date_deleted ${text}
  )${tableSuffix}`,
  // The list, newest first, and its date filters.
  'CREATE INDEX service_newest_first ON service (account_sid, date_created, sid)',
  // Deleted services whose content is still being removed: few rows at any time.
  'CREATE INDEX service_deleted ON service (date_deleted) WHERE date_deleted IS NOT NULL',

  `CREATE TABLE conversation (
    service_id ${integer} NOT NULL REFERENCES service (id),
    sid ${text} NOT NULL,
    friendly_name ${text},
    unique_name ${text},
    attributes ${text} NOT NULL,
    messaging_service_sid ${text},
    state ${text} NOT NULL,
    date_created ${text} NOT NULL,
    date_updated ${text} NOT NULL,
    timer_inactive ${text},
    timer_closed ${text},
    timers_date_inactive ${text},
    timers_date_closed ${text},
    timer_due ${text},
    bindings_email_projected_address ${text},
    bindings_email_name ${text},
    email_address_key ${text},
    created_by ${text} NOT NULL DEFAULT 'system',
    message_counter ${integer} NOT NULL DEFAULT 0,
    participant_counter ${integer} NOT NULL DEFAULT 0,
    non_chat_counter ${integer} NOT NULL DEFAULT 0,
    created_event ${integer} NOT NULL,
    updated_event ${integer} NOT NULL,
    event_counter ${integer} NOT NULL
  )${tableSuffix}`,
  // The key of the row.
  'CREATE UNIQUE INDEX conversation_sid ON conversation (service_id, sid)',
  // Lookup by unique name, and its uniqueness. Conversations without a unique name have no entry.
  `CREATE UNIQUE INDEX conversation_unique_name ON conversation (service_id, unique_name)
    WHERE unique_name IS NOT NULL`,
  // The list, newest first, and its date filters. DateCreated can be set, so SIDs do not give the order.
  'CREATE INDEX conversation_newest_first ON conversation (service_id, date_created, sid)',
  // The list by state: without it, a page of a rare state would scan all conversations.
  'CREATE INDEX conversation_state ON conversation (service_id, state, date_created, sid)',
  // Due timers over all services. Conversations without timers have no entry.
  'CREATE INDEX conversation_timer_due ON conversation (timer_due) WHERE timer_due IS NOT NULL',
];
