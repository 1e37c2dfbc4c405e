import { expect, test } from 'vitest';
import { invalidatedKeys } from './invalidated-keys.ts';
import { queryKeys } from './query-keys.ts';

const event = (eventType: string) => ({
  event_type: eventType,
  chat_service_sid: 'IS1',
  conversation_sid: 'CH1',
});
const lists = queryKeys.conversationLists('IS1');
const summaries = queryKeys.conversationSummaries('IS1');

test.each([
  ['onConversationAdded', [lists, queryKeys.conversation('CH1')]],
  ['onConversationStateUpdated', [lists, queryKeys.conversation('CH1'), queryKeys.stateChanges('CH1')]],
  ['onMessageAdded', [queryKeys.messages('CH1'), queryKeys.conversation('CH1'), summaries]],
  ['onParticipantRemoved', [queryKeys.participants('CH1'), summaries]],
  ['onDeliveryUpdated', [queryKeys.messages('CH1')]],
])('%s invalidates what it changes', (eventType, keys) => {
  expect(invalidatedKeys(event(eventType))).toEqual(keys);
});

test('an event of a user invalidates the users of its service', () => {
  const data = { event_type: 'onUserUpdated', chat_service_sid: 'IS1', user_sid: 'US1' };
  expect(invalidatedKeys(data)).toEqual([queryKeys.users('IS1')]);
});

test.each([
  undefined,
  null,
  'text',
  {},
  { event_type: 'onMessageAdded' },
  { event_type: 7, chat_service_sid: 'IS1' },
])('%j invalidates nothing', (data) => {
  expect(invalidatedKeys(data)).toEqual([]);
});
