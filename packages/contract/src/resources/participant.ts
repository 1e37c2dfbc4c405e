import { address, channels } from '../codecs/address.ts';
import { attributes } from '../codecs/attributes.ts';
import { date } from '../codecs/date.ts';
import { identity } from '../codecs/identity.ts';
import { integer } from '../codecs/integer.ts';
import { orNull } from '../codecs/or-null.ts';
import { sid } from '../codecs/sid.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { webhookHeader } from '../webhook-header.ts';

const proxyAddress = address({ malformed: 50408, empty: 50412 });
const projectedAddress = address({ malformed: 50407, empty: 50434 });

const settableFields = {
  Attributes: field(attributes({ maxBytes: 4096 }), 'JSON text of your own; kept as sent.'),
  RoleSid: field(
    sid('RL', { malformed: 50109 }),
    "A role of type conversation; the service's default unless given.",
    { empty: 'absent' },
  ),
  DateCreated: field(date({ malformed: 50308 }), 'When it was added; now unless given.'),
  DateUpdated: field(date({ malformed: 50309 }), 'When it was last changed; now unless given.'),
};

/** What a new participant can have. */
export const participantFields = {
  Identity: field(identity(), 'Who takes part by chat. A user is made for an identity that has none.', {
    empty: 'absent',
  }),
  'MessagingBinding.Address': field(
    address({ malformed: 50407, empty: 50411 }),
    'Where messages to somebody on another channel go.',
  ),
  'MessagingBinding.ProxyAddress': field(proxyAddress, 'Your address, that they come from.'),
  'MessagingBinding.ProxyAddressFallback': field(
    proxyAddress,
    'Your address on SMS, for who cannot be reached by RCS.',
  ),
  'MessagingBinding.ProjectedAddress': field(
    projectedAddress,
    'The address that somebody on chat shows to the others of a group.',
  ),
  ...settableFields,
};

/** The errors of a participant who cannot be, wherever it is added. */
export const participantErrors = [
  50105, 50109, 50203, 50204, 50206, 50207, 50211, 50214, 50303, 50304, 50308, 50309, 50407, 50408, 50409,
  50411, 50412, 50414, 50417, 50418, 50420, 50433, 50434, 50436, 50438,
] as const;

/** How far somebody has read. */
export const readHorizonFields = {
  LastReadMessageIndex: field(
    orNull(integer({ min: 0, max: Number.MAX_SAFE_INTEGER, malformed: 50421 })),
    'Index of the last message that was read. An empty one says that none was.',
    { empty: 'clear' },
  ),
  LastReadTimestamp: field(date({}), 'When it was read; now unless given.', { empty: 'clear' }),
};

export const participant = resource({
  name: 'ConversationParticipant',
  description: 'Somebody in a conversation, by chat or by an address of another channel.',
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
      errors: [...participantErrors, 50377, 50391, 50416],
      events: ['onUserAdded', 'onParticipantAdded', 'onConversationStateUpdated'],
      preAction: 'onParticipantAdd',
    }),
    fetch: fetch({ summary: 'Read a participant', parameters: {} }),
    list: list({ summary: 'Page through the participants, newest first', parameters: {} }),
    update: update({
      summary: 'Change a participant',
      parameters: {
        ...webhookHeader,
        ...settableFields,
        Identity: field(identity(), 'Who takes part by chat, for one known by a projected address alone.', {
          empty: 'absent',
        }),
        'MessagingBinding.ProxyAddress': field(
          orNull(proxyAddress),
          'Your address; the word null removes it.',
        ),
        'MessagingBinding.ProjectedAddress': field(
          orNull(projectedAddress),
          'The address that is shown to a group; the word null removes it.',
        ),
        ...readHorizonFields,
      },
      errors: [
        50105, 50109, 50203, 50206, 50207, 50214, 50303, 50304, 50308, 50309, 50377, 50391, 50407, 50408,
        50409, 50412, 50414, 50416, 50421, 50433, 50440, 50441, 50442, 50443, 50444,
      ],
      events: ['onParticipantUpdated'],
      preAction: 'onParticipantUpdate',
    }),
    delete: remove({
      summary: 'Remove a participant from a conversation',
      parameters: webhookHeader,
      errors: [50377, 50391],
      events: ['onParticipantRemoved'],
      preAction: 'onParticipantRemove',
    }),
  },
});
