import { canonicalSid } from '../codecs/canonical-sid.ts';
import { asIs, type Codec, invalidValue } from '../codecs/codec.ts';
import { integer, maxInteger } from '../codecs/integer.ts';
import { type EventName, eventCatalogue, eventNames } from '../events/catalogue.ts';
import { filter, header, repeated } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';

const nameByText = new Map(
  eventNames.flatMap((name) => [
    [name.toLowerCase(), name],
    [eventCatalogue[name].cloudEventType, name],
  ]),
);

const eventNameSchema = { type: 'string', enum: eventNames };

/** An event by its name in the log or the type of its CloudEvent, in any letter case; the value is the name. */
const eventName: Codec<EventName> = {
  schema: eventNameSchema,
  decode: (value, parameter) => {
    const name = nameByText.get(value.toLowerCase());
    if (name === undefined) throw invalidValue(eventNameSchema, parameter, value);
    return name;
  },
  encode: asIs,
};

const position = integer({ min: 0, max: maxInteger });

export const streamEvents = endpoint({
  name: 'StreamEvents',
  tag: 'Event',
  summary: 'Stream the events of the account as server-sent events',
  method: 'GET',
  path: '/colloquy/v1/events',
  parameters: {
    service: repeated(filter(canonicalSid('IS'), 'Only events of these services.')),
    conversation: repeated(filter(canonicalSid('CH'), 'Only events of these conversations.')),
    event: repeated(filter(eventName, 'Only these events, by name or by type.')),
    after: filter(
      position,
      'Position of the last event that you have seen. Without it, the stream starts with new events.',
    ),
    'Last-Event-ID': header(position, 'The same; it takes precedence over `after`.'),
  },
  status: 200,
  reply: {
    kind: 'events',
    item: {
      name: 'CloudEvent',
      properties: {
        specversion: property.enumOf(['1.0']),
        id: property.text(),
        source: property.text(),
        type: property.text(),
        time: property.date('milliseconds'),
        datacontenttype: property.text(),
        data: property.json(),
      },
    },
  },
  otherReplies: {
    410: { description: '20001: Events after the position have been removed', body: 'error' },
  },
  errors: [],
  metric: 'StreamEvents',
});
