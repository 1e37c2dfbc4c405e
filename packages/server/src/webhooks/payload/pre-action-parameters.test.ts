import {
  type PostActionEvent,
  type PreActionEvent,
  postActionEvents,
  preActionEvents,
} from '@colloquy/contract';
import { describe, expect, it } from 'vitest';
import { buildParameters } from './build-parameters.ts';

describe('before something is done', () => {
  const askParameters = (event: PreActionEvent | PostActionEvent, fields: Record<string, unknown>) =>
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

  it('asks about a conversation that is not there yet, with the message that would begin it', () => {
    const fields = {
      // What a new row has already, and nobody is to know.
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
    expect(askParameters('onConversationAdd', fields)).toEqual({
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
    Object.keys(askParameters(event, field)).toSorted();
  const without = (event: PostActionEvent, ...missing: readonly string[]) => {
    expect(names(event)).toEqual(expect.arrayContaining([...missing]));
    return names(event).filter((name) => !missing.includes(name));
  };
  const dates = ['DateCreated', 'DateUpdated'];

  it.each([
    ['onConversationUpdate', without('onConversationUpdated')],
    ['onConversationRemove', without('onConversationRemoved', 'DateRemoved')],
    ['onMessageAdd', without('onMessageAdded', 'MessageSid', 'Index', 'DateCreated', 'MessagingServiceSid')],
    ['onMessageUpdate', without('onMessageUpdated')],
    ['onMessageRemove', without('onMessageRemoved', 'DateRemoved')],
    ['onParticipantAdd', without('onParticipantAdded', 'ParticipantSid', ...dates)],
    ['onParticipantUpdate', without('onParticipantUpdated', 'LastReadMessageIndex')],
    ['onParticipantRemove', without('onParticipantRemoved', 'DateRemoved')],
    ['onUserUpdate', without('onUserUpdated', 'DateCreated', 'isOnline', 'isNotifiable')],
  ] as const)('asks with %s as it tells afterwards, but for what is not there yet', (event, expected) => {
    expect(names(event)).toEqual(expected);
  });

  it('tells of a change of state with nothing else of the conversation', () => {
    const common = ['AccountSid', 'ChatServiceSid', 'ConversationSid', 'EventType', 'MessagingServiceSid'];
    const own = ['Reason', 'Source', 'StateFrom', 'StateTo', 'StateUpdated'];
    expect(names('onConversationStateUpdated')).toEqual([...common, ...own]);
  });

  it('has parameters of its own for every event that a webhook can have', () => {
    for (const event of [...preActionEvents, ...postActionEvents])
      expect(names(event).length, event).toBeGreaterThan(8);
  });
});
