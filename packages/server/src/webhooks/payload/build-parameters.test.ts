import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../events/event-log.ts';
import { create as createConversation, fireTimers } from '../../resources/conversation/rules.ts';
import { create as createMessage, snapshot as messageSnapshot } from '../../resources/message/rules.ts';
import { snapshot as participantSnapshot } from '../../resources/participant/rules.ts';
import {
  applyStatusChange,
  create as createReceipt,
  snapshot as receiptSnapshot,
} from '../../resources/receipt/rules.ts';
import { create as createUser, update as updateUser } from '../../resources/user/rules.ts';
import { buildEventParameters, type WebhookParameters } from './build-parameters.ts';

const now = Date.parse('2024-05-01T12:00:00.123Z');
const time = '2024-05-01T12:00:00.123Z';
const account = `AC${'0'.repeat(32)}`;
const service = `IS${'0'.repeat(32)}`;
const conversation = `CH${'0'.repeat(32)}`;

const logged = (name: string, properties: object, changes: Partial<LoggedEvent> = {}): LoggedEvent => ({
  position: 1,
  service_sid: service,
  conversation_sid: conversation,
  user_sid: null,
  member_sid: null,
  number: 1,
  account_sid: account,
  name,
  source: 'API',
  actor: account,
  time,
  webhook_enabled: 1,
  properties: JSON.stringify(properties),
  ...changes,
});

function parametersOfEvent(
  name: string,
  properties: object,
  changes?: Partial<LoggedEvent>,
): Record<string, string> {
  const parameters = buildEventParameters(logged(name, properties, changes));
  if (parameters === undefined) throw new Error(`${name} is not sent to webhooks.`);
  return unique(parameters);
}

function unique(parameters: WebhookParameters): Record<string, string> {
  expect(new Set(parameters.map(([name]) => name)).size).toBe(parameters.length);
  return Object.fromEntries(parameters);
}

const common = (name: string, source = 'API') => ({
  EventType: name,
  AccountSid: account,
  ChatServiceSid: service,
  ConversationSid: conversation,
  Source: source,
});

const createContext = {
  serviceId: 1,
  sid: conversation,
  messagingServiceSid: 'MG1',
  timerInactive: null,
  timerClosed: 'PT10M',
  initializing: false,
};

const message = createMessage(
  { author: '+15550100', body: 'Grüße & <b>', attributes: '{"a": 1}' },
  {
    serviceId: 1,
    conversationSid: conversation,
    sid: 'IM1',
    index: 8,
    participantSid: 'MB1',
    event: 3,
    media: JSON.stringify([
      { sid: 'ME1', size: 12, content_type: 'image/png', filename: null, category: 'media' },
    ]),
  },
  now,
);

const participant = {
  service_id: 1,
  conversation_sid: conversation,
  sid: 'MB1',
  identity: 'alice',
  user_sid: 'US1',
  attributes: '{}',
  role_sid: 'RL1',
  messaging_binding_type: null,
  messaging_binding_address: null,
  messaging_binding_proxy_address: null,
  messaging_binding_projected_address: null,
  messaging_binding_level: null,
  messaging_binding_name: null,
  address_key: null,
  last_read_message_index: 4,
  last_read_timestamp: time,
  notification_level: 'default',
  date_created: time,
  date_updated: time,
  created_event: 1,
  updated_event: 1,
};

describe('the parameters for a record of the log', () => {
  it('contain the properties of a conversation', () => {
    const { events } = createConversation({ friendlyName: 'Support' }, createContext, now);
    expect(events.map(({ name, properties }) => parametersOfEvent(name, properties))).toEqual([
      {
        ...common('onConversationAdded'),
        FriendlyName: 'Support',
        Attributes: '{}',
        MessagingServiceSid: 'MG1',
        State: 'active',
        DateCreated: time,
        DateUpdated: time,
      },
    ]);
  });

  it('contain the pair of addresses of a conversation that a message started', () => {
    const { events } = createConversation({}, createContext, now);
    const [first] = events;
    const properties = {
      ...first?.properties,
      messaging_binding_address: 'whatsapp:+15550100',
      messaging_binding_proxy_address: 'whatsapp:+15550199',
    };
    const parameters = parametersOfEvent('onConversationAdded', properties, {
      source: 'WHATSAPP',
      actor: 'whatsapp:+15550100',
    });
    expect(parameters).toMatchObject({
      Source: 'WHATSAPP',
      'MessagingBinding.Address': 'whatsapp:+15550100',
      'MessagingBinding.ProxyAddress': 'whatsapp:+15550199',
    });
    expect(parameters).not.toHaveProperty(['MessagingBinding.Type']);
    expect(parameters).not.toHaveProperty('ClientIdentity');
  });

  it('have no source for a timer, and only the state of the conversation', () => {
    const { conversation: row } = createConversation({}, createContext, now);
    const { events } = fireTimers(row, now + 600_000);
    const source = { source: 'TIMER', actor: null };
    expect(events.map(({ name, properties }) => parametersOfEvent(name, properties, source))).toEqual([
      {
        EventType: 'onConversationStateUpdated',
        AccountSid: account,
        ChatServiceSid: service,
        ConversationSid: conversation,
        StateFrom: 'active',
        StateTo: 'closed',
        StateUpdated: '2024-05-01T12:10:00.123Z',
        Reason: 'TIMER',
      },
    ]);
  });

  it('contain the media of a message with keys like those of parameters', () => {
    const properties = { ...messageSnapshot(message), messaging_service_sid: 'MG1' };
    const { Media, ...others } = parametersOfEvent('onMessageAdded', properties, {
      source: 'SMS',
      actor: '+15550100',
    });
    expect(others).toEqual({
      ...common('onMessageAdded', 'SMS'),
      MessagingServiceSid: 'MG1',
      MessageSid: 'IM1',
      Index: '8',
      DateCreated: time,
      Author: '+15550100',
      ParticipantSid: 'MB1',
      Body: 'Grüße & <b>',
      Attributes: '{"a": 1}',
    });
    expect(JSON.parse(Media ?? '')).toEqual([
      { Sid: 'ME1', Size: 12, ContentType: 'image/png', Filename: null, Category: 'media' },
    ]);
  });

  it('contain the identity of an SDK user, and no parameter without a value', () => {
    const plain = { ...message, participant_sid: null, media: null, body: '' };
    const parameters = parametersOfEvent(
      'onMessageRemoved',
      { ...messageSnapshot(plain), date_removed: time },
      {
        source: 'SDK',
        actor: 'dave',
      },
    );
    expect(parameters).toEqual({
      ...common('onMessageRemoved', 'SDK'),
      ClientIdentity: 'dave',
      MessageSid: 'IM1',
      Index: '8',
      DateCreated: time,
      DateUpdated: time,
      DateRemoved: time,
      Author: '+15550100',
      Attributes: '{"a": 1}',
    });
  });

  it('contain the channel of a participant', () => {
    expect(parametersOfEvent('onParticipantUpdated', participantSnapshot(participant))).toEqual({
      ...common('onParticipantUpdated'),
      ParticipantSid: 'MB1',
      Identity: 'alice',
      RoleSid: 'RL1',
      Attributes: '{}',
      'MessagingBinding.Type': 'chat',
      LastReadMessageIndex: '4',
      DateCreated: time,
      DateUpdated: time,
    });
    const guest = {
      ...participant,
      identity: null,
      role_sid: null,
      messaging_binding_type: 'whatsapp',
      messaging_binding_address: 'whatsapp:+15550100',
      messaging_binding_proxy_address: 'whatsapp:+15550199',
    };
    expect(parametersOfEvent('onParticipantAdded', participantSnapshot(guest))).toEqual({
      ...common('onParticipantAdded'),
      ParticipantSid: 'MB1',
      Attributes: '{}',
      'MessagingBinding.Type': 'whatsapp',
      'MessagingBinding.Address': 'whatsapp:+15550100',
      'MessagingBinding.ProxyAddress': 'whatsapp:+15550199',
      DateCreated: time,
    });
    const byEmail = {
      ...participant,
      identity: null,
      messaging_binding_type: 'email',
      messaging_binding_address: 'ann@example.com',
      messaging_binding_level: 'cc',
      messaging_binding_name: 'Ann',
    };
    expect(parametersOfEvent('onParticipantAdded', participantSnapshot(byEmail))).toEqual({
      ...common('onParticipantAdded'),
      ParticipantSid: 'MB1',
      RoleSid: 'RL1',
      Attributes: '{}',
      'MessagingBinding.Type': 'email',
      'MessagingBinding.Level': 'cc',
      'MessagingBinding.Name': 'Ann',
      'MessagingBinding.Address': 'ann@example.com',
      DateCreated: time,
    });
  });

  it('contain the properties of a user, without a conversation', () => {
    const { user, events } = createUser(
      { friendlyName: 'Alice' },
      { serviceId: 1, sid: 'US1', identity: 'alice', roleSid: 'RL1' },
      now,
    );
    const place = { conversation_sid: null, user_sid: 'US1' };
    const [added] = events.map(({ name, properties }) => parametersOfEvent(name, properties, place));
    const expected = {
      AccountSid: account,
      ChatServiceSid: service,
      UserSid: 'US1',
      Identity: 'alice',
      RoleSid: 'RL1',
      Attributes: '{}',
      FriendlyName: 'Alice',
      Source: 'API',
      DateCreated: time,
    };
    expect(added).toEqual({ ...expected, EventType: 'onUserAdded' });

    const changed = updateUser(user, { attributes: '{"b":2}' }, undefined, now + 1).events[0];
    const flags = { is_online: 1, is_notifiable: 0 };
    expect(parametersOfEvent('onUserUpdated', { ...changed?.properties, ...flags }, place)).toEqual({
      ...expected,
      EventType: 'onUserUpdated',
      Attributes: '{"b":2}',
      DateUpdated: '2024-05-01T12:00:00.124Z',
      isOnline: 'true',
      isNotifiable: 'false',
    });
  });

  it('contain the error code of a receipt only if there was an error', () => {
    const sids = { sid: 'DY1', messageSid: 'IM1', participantSid: 'MB1', channelMessageSid: 'SM1' };
    const row = createReceipt({ ...sids, serviceId: 1, conversationSid: conversation, time });
    const parametersAfter = (statusChange: Parameters<typeof applyStatusChange>[1]) =>
      parametersOfEvent('onDeliveryUpdated', receiptSnapshot(applyStatusChange(row, statusChange, now)), {
        source: 'SMS',
      });
    const { Source: _, ...withoutSource } = common('onDeliveryUpdated');
    const sent = {
      ...withoutSource,
      MessageSid: 'IM1',
      DeliveryReceiptSid: 'DY1',
      ChannelMessageSid: 'SM1',
      ParticipantSid: 'MB1',
      Status: 'sent',
      DateCreated: time,
      DateUpdated: time,
    };
    expect(parametersAfter({ status: 'sent', errorCode: 0 })).toEqual(sent);
    expect(parametersAfter({ status: 'undelivered', errorCode: 30003 })).toEqual({
      ...sent,
      Status: 'undelivered',
      ErrorCode: '30003',
    });
  });
});

it('an event that is not sent to webhooks has no parameters', () => {
  expect(buildEventParameters(logged('onUserRemoved', {}))).toBeUndefined();
});
