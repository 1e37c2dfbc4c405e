import { asIs, type Codec, invalidValue } from '../codecs/codec.ts';
import { durationForm, parseDuration } from '../codecs/duration.ts';
import { field } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';

/** What a retention deletes, in the order in which it does. */
export const retentionKinds = ['closed_conversations', 'messages', 'media'] as const;
export type RetentionKind = (typeof retentionKinds)[number];

const shortest = 'PT1H';
const longest = 'P36500D';
const schema = {
  type: 'string',
  format: 'duration',
  description: `from ${shortest} to ${longest}`,
  examples: ['P90D'],
};

/** How long something is kept. Less than an hour is more likely a mistake than a wish. */
const period: Codec<string> = {
  schema,
  decode: (value, parameter) => {
    const length = parseDuration(value);
    if (length === undefined || length < (parseDuration(shortest) ?? 0))
      throw invalidValue(schema, parameter, value, {
        allowed: `${durationForm}, from ${shortest} to ${longest}, such as P90D`,
      });
    return value;
  },
  encode: asIs,
};

const optionalPeriod = (description: string) =>
  field(period, `${description} An empty value keeps them permanently.`, { empty: 'clear' });

export const retentionParameters = {
  ClosedConversations: optionalPeriod('How long conversations are kept after they were closed.'),
  Messages: optionalPeriod('How long messages are kept after their creation.'),
  Media: optionalPeriod('How long media are kept after their upload.'),
};

const common = {
  tag: 'Retention',
  path: '/colloquy/v1/services/{ChatServiceSid}/retention',
  errors: [],
} as const;

const reply = {
  kind: 'object',
  name: 'Retention',
  properties: {
    chat_service_sid: property.sidOf('IS'),
    closed_conversations: property.nullable(property.text()),
    messages: property.nullable(property.text()),
    media: property.nullable(property.text()),
    date_updated: property.nullable(property.date('milliseconds')),
  },
} as const;

export const fetchRetention = endpoint({
  ...common,
  name: 'FetchRetention',
  summary: 'Fetch how long the data of a service is kept',
  method: 'GET',
  parameters: {},
  status: 200,
  reply,
});

export const updateRetention = endpoint({
  ...common,
  name: 'UpdateRetention',
  summary: 'Update how long the data of a service is kept; what is older is deleted in the background',
  method: 'POST',
  audited: true,
  parameters: retentionParameters,
  status: 200,
  reply,
});

export const deleteRetention = endpoint({
  ...common,
  name: 'DeleteRetention',
  summary: 'Keep the data of a service permanently',
  method: 'DELETE',
  audited: true,
  parameters: {},
  status: 204,
  reply: { kind: 'none' },
});
