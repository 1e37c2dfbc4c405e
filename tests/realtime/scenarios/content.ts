import type { Message } from '@twilio/conversations';
import type { Scenario } from './support/chat.ts';
import { equal, matches, nextEvent } from './support/checks.ts';

const contentSid = `HX${'0'.repeat(32)}`;

/** The data of each kind of content, and what the SDK makes of them. */
const kinds: readonly (readonly [type: string, data: object, shown: object])[] = [
  ['text', { body: 'Hello' }, { type: 'text', body: 'Hello' }],
  [
    'media',
    { body: 'See', media: ['https://example.com/a.png'] },
    { type: 'media', body: 'See', media: ['https://example.com/a.png'] },
  ],
  [
    'location',
    { longitude: 13.4, latitude: 52.5, label: 'Here' },
    { type: 'location', longitude: 13.4, latitude: 52.5, label: 'Here' },
  ],
  [
    'quick-reply',
    { body: 'Tea?', actions: [{ title: 'Yes', id: 'y' }] },
    { type: 'quickReply', body: 'Tea?', replies: [{ title: 'Yes', id: 'y' }] },
  ],
  [
    'call-to-action',
    {
      body: 'Act',
      actions: [
        { type: 'URL', title: 'Open', url: 'https://example.com/' },
        { type: 'PHONE_NUMBER', title: 'Call', phone: '+15550000000' },
        { type: 'NEW', title: 'Later' },
      ],
    },
    {
      type: 'callToAction',
      body: 'Act',
      actions: [
        { type: 'url', title: 'Open', url: 'https://example.com/' },
        { type: 'phone', title: 'Call', phone: '+15550000000' },
        { type: 'other', rawData: '{"type":"NEW","title":"Later"}' },
      ],
    },
  ],
  [
    'list-picker',
    { body: 'Which?', button: 'Choose', items: [{ id: '1', item: 'Tea', description: 'hot' }] },
    {
      type: 'listPicker',
      body: 'Which?',
      button: 'Choose',
      items: [{ id: '1', item: 'Tea', description: 'hot' }],
    },
  ],
  [
    'card',
    { title: 'Card', subtitle: 'Sub', actions: [{ type: 'QUICK_REPLY', title: 'Yes', id: 'y', index: 0 }] },
    {
      type: 'card',
      title: 'Card',
      subtitle: 'Sub',
      media: [],
      actions: [{ type: 'reply', title: 'Yes', id: 'y', index: 0 }],
    },
  ],
  ['unknown', { a: 1 }, { type: 'other', rawData: '{"a":1}' }],
];

export const content: Readonly<Record<string, Scenario>> = {
  async 'rich content of every kind is read from the file that the message has'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    for (const [kind, data, shown] of kinds) {
      const type = `application/x-vnd.com.twilio.rich.twilio.${kind}`;
      const sid = await chat.upload('alice', JSON.stringify({ data }), type, 'body');
      const message = await chat.receive(conversation, { ContentSid: contentSid, MediaSid: sid });
      equal(message.contentSid, contentSid);
      matches(await message.getContentData(), { rawData: JSON.stringify(data), ...shown });
    }
  },

  async 'a message with content shows its SID, and without a file no data'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    const message = await chat.receive(conversation, { ContentSid: contentSid });
    matches(message, { contentSid, body: null });
    equal(await message.getContentData(), null);
    equal(await (await chat.receive(conversation, { Body: 'plain' })).getContentData(), null);
  },

  async 'a client sends the SID of a content template with variables'(chat) {
    const { bob, own } = await chat.connectTwo();
    const added = nextEvent<Message>(bob, 'messageAdded');
    const { ContentTemplateVariable } = chat.environment.sdk;
    const variable = new ContentTemplateVariable('1', 'Bob');
    const copy = variable.copyWithValue('Rob');
    equal([copy.name, copy.value, variable.value], ['1', 'Rob', 'Bob']);
    const unsent = own.prepareMessage().setContentTemplate(contentSid, [copy]).build();
    matches(unsent, { contentSid, contentVariables: [copy] });
    equal(await unsent.send(), 0);
    equal((await added).contentSid, contentSid);
  },

  async 'there are no content templates'(chat) {
    equal(await (await chat.connect('alice')).getContentTemplates(), []);
  },

  async 'a message of a conversation without other channels has no receipts, recipients or metadata'(chat) {
    const conversation = await chat.joinNew(await chat.connect('alice'));
    const message = await chat.receive(conversation, { Body: 'one' });
    equal(await message.getMessageRecipients(), []);
    equal((await conversation.getMessageRecipients()).items, []);
    equal(await message.getChannelMetadata(), null);
    equal(await message.getDetailedDeliveryReceipts(), []);
    equal(message.aggregatedDeliveryReceipt, null);
  },
};
