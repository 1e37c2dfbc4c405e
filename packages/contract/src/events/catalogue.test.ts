import { expect, expectTypeOf, it } from 'vitest';
import {
  type EventNameOf,
  type EventOf,
  type EventProperties,
  eventCatalogue,
  eventNames,
  isEventName,
} from './catalogue.ts';
import type { EventDefinition } from './event.ts';
import {
  changeableParameters,
  isPostActionEvent,
  type PostActionEvent,
  postActionEvents,
  preActionEventOf,
  preActionEvents,
  type ScopedEvent,
  scopedEvents,
  webhookFields,
} from './webhook-events.ts';

it('webhooks can receive every event except the removal of a user', () => {
  expect([...postActionEvents, 'onUserRemoved'].toSorted()).toEqual([...eventNames].toSorted());
  expect(isPostActionEvent('onUserRemoved')).toBe(false);
  expectTypeOf<PostActionEvent>().toEqualTypeOf<Exclude<keyof typeof eventCatalogue, 'onUserRemoved'>>();
});

it('a pre-action event has the name of the event that follows, without its ending', () => {
  expect(preActionEventOf('onMessageRemoved')).toBe('onMessageRemove');
  expect(preActionEventOf('onConversationAdded')).toBe('onConversationAdd');
  expect(preActionEvents).toHaveLength(10);
  for (const name of postActionEvents) {
    const preAction = preActionEventOf(name);
    if (preAction !== undefined) expect([`${preAction}d`, `${preAction}ed`]).toContain(name);
  }
});

it('changes that a webhook cannot veto have no pre-action event', () => {
  const alone = postActionEvents.filter((name) => preActionEventOf(name) === undefined);
  expect(alone).toEqual(['onConversationStateUpdated', 'onUserAdded', 'onDeliveryUpdated']);
});

it('a scoped webhook receives the events of an existing conversation', () => {
  const others = postActionEvents.filter((name) => !scopedEvents.some((each) => each === name));
  expect(others).toEqual(['onConversationAdded', 'onUserAdded', 'onUserUpdated']);
  expectTypeOf<ScopedEvent>().toEqualTypeOf<
    Exclude<PostActionEvent, 'onConversationAdded' | 'onUserAdded' | 'onUserUpdated'>
  >();
});

it('a webhook shows properties of its event, or the SID of its subject', () => {
  for (const name of postActionEvents) {
    const { subject, properties }: EventDefinition = eventCatalogue[name];
    for (const field of webhookFields[name])
      expect([...Object.keys(properties), `${subject}_sid`], name).toContain(field.property);
  }
});

it('the names of parameters follow from the names of properties', () => {
  const toSnakeCase = (name: string) =>
    name.replace(/[A-Z]/g, (letter, at: number) => (at === 0 || name[at - 1] === '.' ? '' : '_') + letter);
  for (const { name, property } of Object.values(webhookFields).flat())
    expect(property).toBe(toSnakeCase(name).replaceAll('.', '_').toLowerCase());
});

it('a response can change parameters that the pre-action request has', () => {
  for (const name of preActionEvents) {
    const names = webhookFields[name].map((field) => field.name);
    expect(names, name).toEqual(expect.arrayContaining([...changeableParameters[name]]));
  }
});

it('events have distinct CloudEvents types with one prefix', () => {
  const types = Object.values(eventCatalogue).map(({ cloudEventType }) => cloudEventType);
  expect(new Set(types).size).toBe(eventNames.length);
  for (const type of types) expect(type).toMatch(/^com\.twilio\.conversations\.[a-z-]+\.[a-z]+$/);
});

it('a name outside the catalogue is not an event', () => {
  expect(isEventName('onMessageAdded')).toBe(true);
  expect(isEventName('onMessageAdd')).toBe(false);
  expect(isEventName('toString')).toBe(false);
});

it('the types of an event follow from its entry', () => {
  expectTypeOf<EventNameOf<'user'>>().toEqualTypeOf<'onUserAdded' | 'onUserUpdated' | 'onUserRemoved'>();
  expectTypeOf<EventOf<'onMessageAdded'>['conversation_sid']>().toEqualTypeOf<string>();
  expectTypeOf<EventOf<'onUserAdded'>['conversation_sid']>().toEqualTypeOf<null>();
  expectTypeOf<EventProperties<'onMessageAdded'>['media']>().toEqualTypeOf<string | null>();
  expectTypeOf<EventProperties<'onUserAdded'>['is_online']>().toEqualTypeOf<number | null>();
  expectTypeOf<EventProperties<'onConversationStateUpdated'>['reason']>().toEqualTypeOf<
    'API' | 'TIMER' | 'EVENT'
  >();
  expectTypeOf<EventProperties<'onConversationAdded'>['messaging_binding_address']>().toEqualTypeOf<
    string | undefined
  >();
});
