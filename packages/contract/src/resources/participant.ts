import { allowed, byValue, needs, ownOnly, ownOrAny, ownOrOther, roleRefused } from '../access.ts';
import { address, channels } from '../codecs/address.ts';
import { attributes } from '../codecs/attributes.ts';
import { date } from '../codecs/date.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { identity } from '../codecs/identity.ts';
import { integer } from '../codecs/integer.ts';
import { orNull } from '../codecs/or-null.ts';
import { sid } from '../codecs/sid.ts';
import { text } from '../codecs/text.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { webhookHeader } from '../webhook-header.ts';

const proxyAddress = address({ malformed: 50408, empty: 50412 });
const projectedAddress = address({ malformed: 50407, empty: 50434 });

/** How an e-mail names a participant: as a recipient, or as one of a copy. */
const emailLevels = ['to', 'cc'] as const;

const settableFields = {
  Attributes: field(attributes({ maxBytes: 4096 }), 'Your own data as JSON text, stored exactly as sent.'),
  RoleSid: field(
    sid('RL', { malformed: 50109 }),
    "A role of type conversation. A new participant gets the service's default role if none is given.",
    { empty: 'absent' },
  ),
  DateCreated: field(
    date({ malformed: 50308 }),
    'Creation time. A new participant gets the current time by default.',
  ),
  DateUpdated: field(date({ malformed: 50309 }), 'Time of the last change. Defaults to now.'),
};

/** The parameters of a new participant. */
export const participantFields = {
  Identity: field(
    identity(),
    'Identity of a participant on chat. A user is created if the identity has none.',
    {
      empty: 'absent',
    },
  ),
  'MessagingBinding.Address': field(
    address({ malformed: 50407, empty: 50411 }),
    'Address of a participant on another channel.',
  ),
  'MessagingBinding.Type': field(
    enumeration(channels),
    'The channel of the address. It is only needed for an e-mail address: the form of others names their channel.',
    { empty: 'absent' },
  ),
  'MessagingBinding.Level': field(enumeration(emailLevels), 'How e-mails name a participant: to or cc.', {
    empty: 'absent',
  }),
  'MessagingBinding.Name': field(text({ max: 256 }), 'Name of a participant in e-mails.', {
    empty: 'absent',
  }),
  'MessagingBinding.ProxyAddress': field(
    proxyAddress,
    'Your address, which messages to the participant come from.',
  ),
  'MessagingBinding.ProxyAddressFallback': field(
    proxyAddress,
    'Your SMS address for participants that RCS cannot reach.',
  ),
  'MessagingBinding.ProjectedAddress': field(
    projectedAddress,
    'Address of a participant on chat that the other members of a group see.',
  ),
  ...settableFields,
};

/** The errors of a new participant, in every operation that adds one. */
export const participantErrors = [
  50105, 50109, 50203, 50204, 50206, 50207, 50211, 50214, 50303, 50304, 50308, 50309, 50407, 50408, 50409,
  50411, 50412, 50413, 50414, 50417, 50418, 50420, 50433, 50434, 50435, 50436, 50437, 50438, 50439, 50453,
] as const;

/** The read horizon: how far a participant has read. */
export const readHorizonFields = {
  LastReadMessageIndex: field(
    orNull(integer({ min: 0, max: Number.MAX_SAFE_INTEGER, malformed: 50421 })),
    'Index of the last message that was read. An empty value removes it.',
    { empty: 'clear' },
  ),
  LastReadTimestamp: field(
    date({}),
    'Time when that message was read. Defaults to now if the index changes.',
    { empty: 'clear' },
  ),
};

export const participant = resource({
  name: 'ConversationParticipant',
  description: 'A member of a conversation, on chat or with an address on another channel.',
  scope: 'service',
  path: 'Conversations/{ConversationSid}/Participants',
  item: '/{Sid}',
  sidPrefix: 'MB',
  alternateKey: 'identity',
  listKey: 'participants',
  properties: {
    sid: property.sidOf('MB'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.serviceScopedOnly(property.fromRequest(property.sidOf('IS'))),
    conversation_sid: property.sidOf('CH'),
    identity: property.nullable(property.text()),
    attributes: property.text(),
    messaging_binding: property.nullable(
      property.object({
        type: property.optional(property.enumOf(channels)),
        address: property.optional(property.text()),
        proxy_address: property.optional(property.text()),
        projected_address: property.optional(property.text()),
        level: property.optional(property.enumOf(emailLevels)),
        name: property.optional(property.text()),
      }),
    ),
    role_sid: property.nullable(property.sidOf('RL')),
    date_created: property.date(),
    date_updated: property.date(),
    last_read_message_index: property.nullable(property.integer()),
    last_read_timestamp: property.nullable(property.date()),
    url: property.url(),
  },
  operations: {
    create: create({
      summary: 'Add a participant to a conversation',
      parameters: { ...webhookHeader, ...participantFields },
      errors: [...participantErrors, 50377, 50386, 50416],
      events: ['onUserAdded', 'onParticipantAdded', 'onConversationStateUpdated'],
      preAction: 'onParticipantAdd',
      users: {
        in: 'conversation',
        parameters: {
          Identity: byValue(ownOrOther('joinConversation', 'addParticipant')),
          'MessagingBinding.Address': needs('addNonChatParticipant'),
          'MessagingBinding.Type': needs('addNonChatParticipant'),
          'MessagingBinding.Level': needs('addNonChatParticipant'),
          'MessagingBinding.Name': needs('addNonChatParticipant'),
          'MessagingBinding.ProxyAddress': needs('addNonChatParticipant'),
          'MessagingBinding.ProxyAddressFallback': needs('addNonChatParticipant'),
          'MessagingBinding.ProjectedAddress': needs('addNonChatParticipant'),
          Attributes: allowed,
          RoleSid: roleRefused,
        },
      },
    }),
    fetch: fetch({ summary: 'Fetch a participant', parameters: {}, users: { in: 'participant' } }),
    list: list({
      summary: 'List participants, newest first',
      parameters: {},
      users: { in: 'participant' },
    }),
    update: update({
      summary: 'Update a participant',
      parameters: {
        ...webhookHeader,
        ...settableFields,
        Identity: field(
          identity(),
          'Identity on chat, for a participant that only has a projected address.',
          {
            empty: 'absent',
          },
        ),
        'MessagingBinding.ProxyAddress': field(
          orNull(proxyAddress),
          'Your address. The value null removes it.',
        ),
        'MessagingBinding.ProjectedAddress': field(
          orNull(projectedAddress),
          'The address that the other members of a group see. The value null removes it.',
        ),
        ...readHorizonFields,
      },
      errors: [
        50105, 50109, 50203, 50206, 50207, 50214, 50303, 50304, 50308, 50309, 50377, 50386, 50407, 50408,
        50409, 50412, 50413, 50414, 50416, 50421, 50433, 50434, 50435, 50437, 50438, 50439, 50440, 50441,
        50442, 50443, 50444, 50453,
      ],
      events: ['onParticipantUpdated'],
      preAction: 'onParticipantUpdate',
      users: {
        in: 'participant',
        object: 'participant',
        parameters: {
          Attributes: ownOrAny('editOwnParticipantAttributes', 'editAnyParticipantAttributes'),
          LastReadMessageIndex: ownOnly,
          LastReadTimestamp: ownOnly,
          RoleSid: roleRefused,
        },
      },
    }),
    delete: remove({
      summary: 'Delete a participant, who leaves the conversation',
      parameters: webhookHeader,
      errors: [50377],
      events: ['onParticipantRemoved'],
      preAction: 'onParticipantRemove',
      users: {
        in: 'participant',
        object: 'participant',
        needs: ownOrOther('leaveConversation', 'removeParticipant'),
      },
    }),
  },
});
