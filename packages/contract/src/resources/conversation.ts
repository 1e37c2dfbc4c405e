import { attributes } from '../codecs/attributes.ts';
import { date } from '../codecs/date.ts';
import { duration } from '../codecs/duration.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { sid, sidPattern } from '../codecs/sid.ts';
import { text } from '../codecs/text.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field, filter } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { webhookHeader } from '../webhook-header.ts';

/** `initializing` is the server's own: a conversation that still waits for its first participants. */
export const conversationStates = ['initializing', 'active', 'inactive', 'closed'] as const;
export type ConversationState = (typeof conversationStates)[number];

/** What a new conversation can have. */
export const conversationFields = {
  FriendlyName: field(
    text({ max: 256, tooLong: 50003 }),
    'A name for people. An empty one changes nothing.',
    {
      empty: 'absent',
    },
  ),
  UniqueName: field(
    text({ max: 256, tooLong: 50004, not: { pattern: sidPattern('CH'), code: 50390 } }),
    'A name that paths can use in place of the SID; unique within the service. An empty one removes it.',
    { empty: 'clear' },
  ),
  Attributes: field(attributes({ maxBytes: 16_384 }), 'JSON text of your own; kept as sent.'),
  MessagingServiceSid: field(
    sid('MG', { malformed: 50341 }),
    "The messaging service; the account's default unless given. An empty one removes it.",
    { empty: 'clear' },
  ),
  DateCreated: field(date({ malformed: 50308 }), 'When it was created; now unless given.'),
  DateUpdated: field(date({ malformed: 50309 }), 'When it was last changed; now unless given.'),
  State: field(
    enumeration(['active', 'inactive', 'closed'], { empty: 50374, unknown: 50378 }),
    'active unless given; closed is final and cannot be the first.',
  ),
  'Timers.Inactive': field(
    duration({ minimum: 'PT1M', malformed: 50379, tooShort: 50375 }),
    'Idle time after which it becomes inactive. PT0S or an empty value removes the timer.',
    { empty: 'clear' },
  ),
  'Timers.Closed': field(
    duration({ minimum: 'PT10M', malformed: 50380, tooShort: 50376 }),
    'Idle time after which it is closed. PT0S or an empty value removes the timer.',
    { empty: 'clear' },
  ),
  'Bindings.Email.Address': field(text({ max: 256 }), 'Address that outgoing e-mail is sent from.', {
    empty: 'clear',
  }),
  'Bindings.Email.Name': field(text({ max: 256 }), 'Name that outgoing e-mail is sent under.', {
    empty: 'clear',
  }),
};

/** The errors that a bad value of a settable field raises. */
export const conversationFieldErrors = [
  50003, 50004, 50303, 50304, 50308, 50309, 50341, 50353, 50374, 50375, 50376, 50378, 50379, 50380, 50390,
] as const;

export const conversation = resource({
  name: 'Conversation',
  description: 'A thread of messages among participants, with a state and timers.',
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
      summary: 'Make a conversation',
      parameters: { ...webhookHeader, ...conversationFields },
      errors: [...conversationFieldErrors, 50384],
      events: ['onConversationAdded'],
      preAction: 'onConversationAdd',
    }),
    fetch: fetch({ summary: 'Read a conversation', parameters: {} }),
    list: list({
      summary: 'Page through the conversations, newest first',
      parameters: {
        StartDate: filter(date({ dateOnly: 'start' }), 'Only those created at this moment or later.'),
        EndDate: filter(date({ dateOnly: 'end' }), 'Only those created at this moment or earlier.'),
        State: filter(enumeration(conversationStates, { unknown: 50378 }), 'Only those in this state.'),
      },
      errors: [50378],
    }),
    update: update({
      summary: 'Change a conversation',
      parameters: { ...webhookHeader, ...conversationFields },
      errors: [...conversationFieldErrors, 50377, 50391],
      events: ['onConversationUpdated', 'onConversationStateUpdated'],
      preAction: 'onConversationUpdate',
    }),
    delete: remove({
      summary: 'Delete a conversation and what is in it',
      parameters: webhookHeader,
      errors: [50391],
      events: ['onConversationRemoved'],
      preAction: 'onConversationRemove',
    }),
  },
});
