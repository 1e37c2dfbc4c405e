import {
  type EventDefinition,
  type EventName,
  eventCatalogue,
  eventNames,
  type Property,
} from '@colloquy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStorage } from '../storage/open.ts';
import { decodeEvent, decodeProperties } from './decode-event.ts';
import { appendEvents, type EventContext, type NewEvent, readEvents } from './event-log.ts';

const eventContext: EventContext = {
  accountSid: 'AC1',
  serviceSid: 'IS1',
  source: 'API',
  actor: 'AC1',
  time: '2024-05-01T12:00:00.000Z',
  webhookEnabled: true,
};

/** Any value of a property in its stored form. */
function storedValue(property: Property): fc.Arbitrary<unknown> {
  const plain: fc.Arbitrary<unknown> =
    property.type === 'integer' || property.type === 'boolean'
      ? fc.integer()
      : property.type === 'enum'
        ? fc.constantFrom(...property.values)
        : fc.string({ unit: 'binary' }).map((text) => text.toWellFormed());
  return property.nullable ? fc.option(plain) : plain;
}

/** Any properties of an event, with and without the optional ones. */
const propertiesOf = ({ properties }: EventDefinition) => {
  const entries = Object.entries(properties);
  return fc.record(Object.fromEntries(entries.map(([key, property]) => [key, storedValue(property)])), {
    requiredKeys: entries.flatMap(([key, { optional }]) => (optional ? [] : [key])),
  });
};

const [conversationSid, userSid] = ['CH1', 'US1'];
const sids = {
  conversation: { conversation_sid: conversationSid, user_sid: null },
  user: { conversation_sid: null, user_sid: userSid },
};

test.each(eventNames)('%s is decoded to the properties that were appended', async (name: EventName) => {
  const definition: EventDefinition = eventCatalogue[name];
  const { subject } = definition;
  const storage = await openStorage('sqlite::memory:');
  let position = 0;
  await fc.assert(
    fc.asyncProperty(propertiesOf(definition), async (properties) => {
      // The arbitrary has the types of the entry only at run time.
      const event = { name, properties } as NewEvent<'conversation'> & NewEvent<'user'>;
      const subjectOfEvent = subject === 'user' ? { userSid } : { conversationSid };
      await storage.write(async (transaction) =>
        appendEvents(transaction, eventContext, [{ ...subjectOfEvent, counter: 5, events: [event] }]),
      );
      const [logged] = await storage.read((reader) => readEvents(reader, position, 1));
      if (logged === undefined) throw new Error('The event was not appended.');
      expect(logged.position).toBe(++position);
      const common = { name, number: 5, source: 'API', actor: 'AC1', ...sids[subject] };
      expect(decodeEvent(logged)).toMatchObject(common);
      expect(decodeEvent(logged)?.properties).toEqual(properties);
      expect(decodeEvent(logged, name)).toEqual(decodeEvent(logged));
      for (const other of eventNames.filter((each) => each !== name))
        expect(decodeEvent(logged, other)).toBeUndefined();
      expect(decodeEvent({ ...logged, name: 'onSomethingNew' })).toBeUndefined();
      expect(decodeProperties(logged)).toEqual(properties);
    }),
    { numRuns: 30 },
  );
  await storage.close();
});
