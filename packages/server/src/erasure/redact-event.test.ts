import { type EventDefinition, type EventName, eventCatalogue, eventNames } from '@colloquy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contains, Person } from './person.ts';
import { redactProperties, redactTexts } from './redact-event.ts';

type Properties = Record<string, unknown>;

const name = { identity: 'Zoe', address: '+15550100' };
const participantSid = `MB${'1'.repeat(32)}`;
const newPerson = () => {
  const person = new Person(name);
  person.participants.set(participantSid, `CH${'1'.repeat(32)}`);
  return person;
};

/** Every text of the person has this mark, and nothing else does. */
const mark = '§';
const marked = fc.string().map((text) => mark + text);
/** SIDs, states, dates and numbers of the server. */
const plain = fc.oneof(fc.integer(), fc.constantFrom('active', 'sms', '2024-05-01T00:00:00.000Z'));

/** What a person chooses in an event, apart from their names. */
const texts = [
  'body',
  'subject',
  'media',
  'content_variables',
  'content_sid',
  'attributes',
  'messaging_binding_name',
];

/** The properties of an event of the catalogue, with or without those that are optional. */
const eventOf = (event: EventName, ofPerson: fc.Arbitrary<Properties>): fc.Arbitrary<Properties> => {
  const { properties }: EventDefinition = eventCatalogue[event];
  const values = Object.keys(properties).map((key) => {
    const isText = texts.includes(key) || (key === 'friendly_name' && event.startsWith('onUser'));
    return [key, isText ? marked : plain] as const;
  });
  return fc.tuple(fc.record(Object.fromEntries(values)), ofPerson).map(([record, own]) => ({
    ...record,
    ...Object.fromEntries(Object.entries(own).filter(([key]) => Object.hasOwn(properties, key))),
  }));
};

/** The ways in which an event is the person's. Only an identity names a user. */
const ownershipOf = (event: EventName): fc.Arbitrary<Properties> =>
  event.startsWith('onUser')
    ? fc.constant({ identity: 'Zoe' })
    : fc.constantFrom<Properties>(
        { author: 'Zoe', identity: 'Zoe', messaging_binding_address: null },
        { author: '+15550100', identity: null, messaging_binding_address: '+15550100' },
        { author: `${mark}alias`, identity: 'Zoe', participant_sid: participantSid },
      );
const others = fc.constantFrom<Properties>(
  { author: 'bob', identity: 'bob', messaging_binding_address: null, participant_sid: 'MB2' },
  { author: 'Zoe 2', identity: 'zoe', messaging_binding_address: '+155501001', participant_sid: null },
);

const subjects = ['onMessage', 'onParticipant', 'onUser'];
const personal = eventNames.filter((event) => subjects.some((subject) => event.startsWith(subject)));

/** Events about messages, participants and users, with their names. */
const eventsOf = (ownProperties: (event: EventName) => fc.Arbitrary<Properties>) =>
  fc
    .constantFrom(...personal)
    .chain((event) => fc.tuple(fc.constant(event), eventOf(event, ownProperties(event))));

test('an event of the person loses its texts and names, and keeps what it is about', () => {
  fc.assert(
    fc.property(eventsOf(ownershipOf), ([event, before]) => {
      const person = newPerson();
      const after = redactProperties(person, event, before);
      const text = JSON.stringify(after);
      expect(text).not.toContain(mark);
      for (const each of Object.values(name)) expect(text).not.toContain(each);
      expect(Object.keys(after)).toEqual(Object.keys(before));
      const kept = ['message_sid', 'participant_sid', 'index', 'role_sid', 'date_created', 'delivery'];
      for (const key of kept) expect(after[key]).toEqual(before[key]);
      expect(redactProperties(person, event, after)).toBe(after);
    }),
  );
});

test('an event of somebody else is the same object', () => {
  fc.assert(
    fc.property(
      eventsOf(() => others),
      ([event, before]) => {
        expect(redactProperties(newPerson(), event, before)).toBe(before);
      },
    ),
  );
});

test('a new event of the person keeps the names by which it is found again, and nothing else that they chose', () => {
  fc.assert(
    fc.property(eventsOf(ownershipOf), ([event, properties]) => {
      const after: Properties = redactTexts({ name: event, properties }).properties;
      expect(JSON.stringify(after)).not.toContain(mark);
      expect(after['identity']).toEqual(properties['identity']);
      expect(JSON.stringify(redactProperties(newPerson(), event, after))).not.toContain('Zoe');
    }),
  );
});

test('a conversation loses only names that are exactly those of the person', () => {
  const properties = {
    friendly_name: 'Zoe',
    unique_name: 'Zoe and bob',
    attributes: '{"with":"Zoe"}',
    messaging_binding_address: '+15550100',
    messaging_binding_proxy_address: '+15550199',
  };
  expect(redactProperties(newPerson(), 'onConversationAdded', properties)).toEqual({
    friendly_name: null,
    unique_name: 'Zoe and bob',
    attributes: '{"with":"Zoe"}',
    messaging_binding_proxy_address: '+15550199',
  });
});

test('the case of an e-mail address makes no difference, that of an identity does', () => {
  const person = new Person({ identity: 'Zoe', address: 'Zoe@Example.com' });
  expect(['Zoe', 'zoe@example.COM'].map((text) => person.isNamed(text))).toEqual([true, true]);
  expect(['zoe', 'Zoe@Example.co', '', null, 1].map((text) => person.isNamed(text))).toEqual(
    Array(5).fill(false),
  );
});

test('a stored result is the person’s if an object in it is, however deep', () => {
  const person = newPerson();
  expect(contains(person, { result: [{ row: { author: 'Zoe' } }] })).toBe(true);
  expect(contains(person, { result: { participant_sid: participantSid } })).toBe(true);
  expect(contains(person, { result: { author: 'bob', body: 'Zoe', state: 'Zoe' } })).toBe(false);
  expect(contains(person, null)).toBe(false);
});
