import { expect, it } from 'vitest';
import { eventNames } from './events.ts';
import { postActionEvents, preActionEventOf, preActionEvents, scopedEvents } from './webhook-events.ts';

it('knows every event of the log but the end of a user, of which no webhook is told', () => {
  expect([...postActionEvents, 'onUserRemoved'].toSorted()).toEqual([...eventNames].toSorted());
});

it('asks before what its name says', () => {
  expect(preActionEventOf('onMessageRemoved')).toBe('onMessageRemove');
  expect(preActionEventOf('onConversationAdded')).toBe('onConversationAdd');
  expect(preActionEvents).toHaveLength(10);
  for (const name of postActionEvents) {
    const before = preActionEventOf(name);
    if (before !== undefined) expect([`${before}d`, `${before}ed`]).toContain(name);
  }
});

it('does not ask before what nobody can prevent', () => {
  const alone = postActionEvents.filter((name) => preActionEventOf(name) === undefined);
  expect(alone).toEqual(['onConversationStateUpdated', 'onUserAdded', 'onDeliveryUpdated']);
});

it('has no event of a scoped webhook that is not in a conversation that is there already', () => {
  const others = postActionEvents.filter((name) => !scopedEvents.some((each) => each === name));
  expect(others).toEqual(['onConversationAdded', 'onUserAdded', 'onUserUpdated']);
});
