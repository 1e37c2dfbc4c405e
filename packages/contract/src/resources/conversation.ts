import { allowed, needs } from '../access.ts';
import { attributes } from '../codecs/attributes.ts';
import { date } from '../codecs/date.ts';
import { duration } from '../codecs/duration.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { sid } from '../codecs/sid.ts';
import { notASid, text } from '../codecs/text.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field, filter } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { webhookHeader } from '../webhook-header.ts';

/** Only the server sets `initializing`: the conversation still waits for its first participants. */
export const conversationStates = ['initializing', 'active', 'inactive', 'closed'] as const;
export type ConversationState = (typeof conversationStates)[number];

/** The parameters of a new conversation. */
export const conversationFields = {
  FriendlyName: field(text({ max: 256, tooLong: 50003 }), 'A human-readable name.', {
    empty: 'absent',
  }),
  UniqueName: field(
    text({ max: 256, tooLong: 50004, not: notASid('CH', 50390) }),
    'A name, unique within the service, that can replace the SID in paths. An empty value removes it.',
    { empty: 'clear' },
  ),
  Attributes: field(attributes({ maxBytes: 16_384 }), 'Your own data as JSON text, stored exactly as sent.'),
  MessagingServiceSid: field(
    sid('MG', { malformed: 50341 }),
    "The messaging service. A new conversation gets the account's by default. An empty value removes it.",
    { empty: 'clear' },
  ),
  DateCreated: field(
    date({ malformed: 50308 }),
    'Creation time. A new conversation gets the current time by default.',
  ),
  DateUpdated: field(date({ malformed: 50309 }), 'Time of the last change. Defaults to now.'),
  State: field(
    enumeration(['active', 'inactive', 'closed'], { empty: 50374, unknown: 50378 }),
    'The state. A new conversation is active by default and cannot be closed. Closed is final.',
  ),
  'Timers.Inactive': field(
    duration({ minimum: 'PT1M', malformed: 50379, tooShort: 50375 }),
    'Idle time after which the conversation becomes inactive. PT0S or an empty value removes the timer.',
    { empty: 'clear' },
  ),
  'Timers.Closed': field(
    duration({ minimum: 'PT10M', malformed: 50380, tooShort: 50376 }),
    'Idle time after which the conversation is closed. PT0S or an empty value removes the timer.',
    { empty: 'clear' },
  ),
  'Bindings.Email.Address': field(text({ max: 256 }), 'Sender address of outgoing e-mail.', {
    empty: 'clear',
  }),
  'Bindings.Email.Name': field(text({ max: 256 }), 'Sender name of outgoing e-mail.', {
    empty: 'clear',
  }),
};

/** The errors of invalid values in the fields above. */
export const conversationFieldErrors = [
  50003, 50004, 50303, 50304, 50308, 50309, 50341, 50353, 50374, 50375, 50376, 50378, 50379, 50380, 50390,
] as const;

export const conversation = resource({
  name: 'Conversation',
  description: 'A thread of messages between participants, with a state and timers.',
  scope: 'service',
  path: 'Conversations',
  item: '/{Sid}',
  sidPrefix: 'CH',
  alternateKey: 'unique_name',
  listKey: 'conversations',
  properties: {
    sid: property.sidOf('CH'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.fromRequest(property.sidOf('IS')),
    messaging_service_sid: property.nullable(property.sidOf('MG')),
    friendly_name: property.nullable(property.text()),
    unique_name: property.nullable(property.text()),
    attributes: property.text(),
    state: property.enumOf(conversationStates),
    date_created: property.date(),
    date_updated: property.date(),
    timers: property.object({
      date_inactive: property.optional(property.date()),
      date_closed: property.optional(property.date()),
    }),
    bindings: property.object({
      email: property.optional(
        property.object({
          projected_address: property.nullable(property.text()),
          name: property.nullable(property.text()),
        }),
      ),
    }),
    url: property.url(),
    links: property.links({ participants: 'Participants', messages: 'Messages', webhooks: 'Webhooks' }),
  },
  operations: {
    create: create({
      summary: 'Create a conversation',
      parameters: { ...webhookHeader, ...conversationFields },
      errors: [...conversationFieldErrors, 50384],
      events: ['onConversationAdded'],
      preAction: 'onConversationAdd',
      users: {
        in: 'service',
        needs: needs('createConversation'),
        parameters: { FriendlyName: allowed, UniqueName: allowed, Attributes: allowed },
      },
    }),
    fetch: fetch({ summary: 'Fetch a conversation', parameters: {}, users: { in: 'conversation' } }),
    list: list({
      summary: 'List conversations, newest first',
      parameters: {
        StartDate: filter(date({ dateOnly: 'start' }), 'Only conversations created at this time or later.'),
        EndDate: filter(date({ dateOnly: 'end' }), 'Only conversations created at this time or earlier.'),
        State: filter(
          enumeration(conversationStates, { unknown: 50378 }),
          'Only conversations in this state.',
        ),
      },
      errors: [50378, 50396],
    }),
    update: update({
      summary: 'Update a conversation',
      parameters: { ...webhookHeader, ...conversationFields },
      errors: [...conversationFieldErrors, 50377, 50386],
      events: ['onConversationUpdated', 'onConversationStateUpdated'],
      preAction: 'onConversationUpdate',
      users: {
        in: 'conversation',
        parameters: {
          FriendlyName: needs('editConversationName'),
          UniqueName: needs('editConversationName'),
          Attributes: needs('editConversationAttributes'),
        },
      },
    }),
    delete: remove({
      summary: 'Delete a conversation with its participants, messages and webhooks',
      parameters: webhookHeader,
      events: ['onConversationRemoved'],
      preAction: 'onConversationRemove',
      users: { in: 'conversation', needs: needs('deleteConversation') },
    }),
  },
});
