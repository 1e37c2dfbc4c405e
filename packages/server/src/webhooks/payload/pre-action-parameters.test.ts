import {
  type PostActionEvent,
  type PreActionEvent,
  postActionEvents,
  preActionEvents,
} from '@colloquy/contract';
import { describe, expect, it } from 'vitest';
import { buildParameters } from './build-parameters.ts';

describe('a pre-action request', () => {
  const parametersOf = (event: PreActionEvent | PostActionEvent, fields: Record<string, unknown>) =>
    Object.fromEntries(
      buildParameters({
        event,
        accountSid: 'AC1',
        serviceSid: 'IS1',
        source: 'SMS',
        actor: '+15550100',
        fields,
      }),
    );

  it('contains the inbound message that would start a conversation, and not its SID', () => {
    const fields = {
      // The preview of a row has a SID and dates, which the request must not contain.
      conversation_sid: 'CH1',
      date_created: '2024-05-01T12:00:00.123Z',
      friendly_name: null,
      attributes: '{}',
      state: 'active',
      messaging_binding_address: '+15550100',
      messaging_binding_proxy_address: '+15550199',
      message_body: 'Hello',
      media: '[{"sid":"ME1","content_type":"image/png"}]',
    };
    expect(parametersOf('onConversationAdd', fields)).toEqual({
      EventType: 'onConversationAdd',
      AccountSid: 'AC1',
      ChatServiceSid: 'IS1',
      Source: 'SMS',
      Attributes: '{}',
      State: 'active',
      'MessagingBinding.Address': '+15550100',
      'MessagingBinding.ProxyAddress': '+15550199',
      MessageBody: 'Hello',
      Media: '[{"Sid":"ME1","ContentType":"image/png"}]',
    });
  });

  const field = new Proxy({}, { get: () => '[]' });
  const names = (event: PreActionEvent | PostActionEvent) =>
    Object.keys(parametersOf(event, field)).toSorted();
  const without = (event: PostActionEvent, ...missing: readonly string[]) => {
    expect(names(event)).toEqual(expect.arrayContaining([...missing]));
    return names(event).filter((name) => !missing.includes(name));
  };
  it.each([
    ['onConversationUpdate', without('onConversationUpdated')],
    ['onConversationRemove', without('onConversationRemoved', 'DateRemoved')],
    ['onMessageAdd', without('onMessageAdded', 'MessageSid', 'Index', 'DateCreated', 'MessagingServiceSid')],
    ['onMessageUpdate', without('onMessageUpdated')],
    ['onMessageRemove', without('onMessageRemoved', 'DateRemoved')],
    ['onParticipantAdd', without('onParticipantAdded', 'ParticipantSid', 'DateCreated')],
    ['onParticipantUpdate', without('onParticipantUpdated', 'LastReadMessageIndex')],
    ['onParticipantRemove', without('onParticipantRemoved', 'DateRemoved')],
    ['onUserUpdate', without('onUserUpdated', 'DateCreated', 'isOnline', 'isNotifiable')],
  ] as const)(
    '%s has the parameters of the event that follows, except those that do not exist yet',
    (event, expected) => {
      expect(names(event)).toEqual(expected);
    },
  );

  it('a change of state contains no other properties of the conversation', () => {
    const common = ['AccountSid', 'ChatServiceSid', 'ConversationSid', 'EventType', 'MessagingServiceSid'];
    const own = ['Reason', 'Source', 'StateFrom', 'StateTo', 'StateUpdated'];
    expect(names('onConversationStateUpdated')).toEqual([...common, ...own]);
  });

  it('every webhook event has specific parameters', () => {
    for (const event of [...preActionEvents, ...postActionEvents])
      expect(names(event).length, event).toBeGreaterThan(8);
  });
});
