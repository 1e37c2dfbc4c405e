import { addressKey, api, fetchMedia } from '@colloquy/contract';
import { mediaTable } from '../../media/store.ts';
import { conversationTable } from '../../resources/conversation/store.ts';
import { messageTable } from '../../resources/message/store.ts';
import { participantTable } from '../../resources/participant/store.ts';
import { receiptTable } from '../../resources/receipt/store.ts';
import { scopedWebhookTable } from '../../resources/scoped-webhook/store.ts';
import { recordKind } from './record-kind.ts';

export const conversationKind = recordKind({
  name: 'conversations',
  table: conversationTable,
  owner: 'service_id',
  properties: api.conversation.properties,
  derived: [
    'timer_due',
    'email_address_key',
    'participant_counter',
    'non_chat_counter',
    'created_event',
    'updated_event',
    'event_counter',
  ],
  defaults: {
    created_by: 'system',
    message_counter: 0,
    participant_counter: 0,
    non_chat_counter: 0,
    created_event: 1,
    updated_event: 1,
    event_counter: 0,
  },
  unique: ['unique_name'],
  derive: (row, before) => {
    const email = row.bindings_email_projected_address;
    const due = [row.timers_date_inactive, row.timers_date_closed].filter((date) => date !== null).sort();
    return {
      ...row,
      timer_due: due[0] ?? null,
      email_address_key: email === null ? null : addressKey(email),
      // An index is never used twice, even if the target has given some of its own.
      message_counter: Math.max(row.message_counter, before?.message_counter ?? 0),
    };
  },
});

export const participantKind = recordKind({
  name: 'participants',
  table: participantTable,
  owner: 'service_id',
  properties: api.participant.properties,
  derived: ['user_sid', 'address_key', 'created_event', 'updated_event'],
  defaults: { notification_level: 'default', created_event: 0, updated_event: 0 },
  fixed: ['conversation_sid'],
  unique: ['conversation_sid', 'identity'],
  derive: (row) => ({
    ...row,
    address_key: row.messaging_binding_address === null ? null : addressKey(row.messaging_binding_address),
  }),
});

export const mediaKind = recordKind({
  name: 'media',
  table: mediaTable,
  owner: 'service_id',
  properties: fetchMedia.reply.properties,
  renamed: { channel_sid: 'conversation_sid' },
  derived: [],
});

export const messageKind = recordKind({
  name: 'messages',
  table: messageTable,
  owner: 'service_id',
  properties: api.message.properties,
  renamed: { index: 'message_index' },
  derived: ['created_event', 'updated_event'],
  defaults: { created_event: 0, updated_event: 0 },
  fixed: ['conversation_sid', 'message_index'],
  unique: ['conversation_sid', 'message_index'],
});

export const receiptKind = recordKind({
  name: 'receipts',
  table: receiptTable,
  owner: 'service_id',
  properties: api.receipt.properties,
  derived: [],
  fixed: ['conversation_sid', 'message_sid'],
});

export const webhookKind = recordKind({
  name: 'webhooks',
  table: scopedWebhookTable,
  owner: 'service_id',
  properties: api.scopedWebhook.properties,
  // A backfill counts the events of its database, and the source has sent it already.
  derived: ['live_from', 'backfill_next', 'backfill_end'],
  fixed: ['conversation_sid'],
});
