import { type Codec, invalidValue } from '../codecs/codec.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { integer } from '../codecs/integer.ts';
import { text } from '../codecs/text.ts';
import { field, requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';

/* Failures that a test asks for. These exist only if the settings allow them. */

/**
 * What happens to a request of the API (`delay`, `error`, `disconnect`, `lost_reply`), to an attempt of a webhook, or to a
 * connection of the client SDKs. `disconnect` comes before anything is done, and `lost_reply` after it.
 */
export const faultKinds = [
  'delay',
  'error',
  'disconnect',
  'lost_reply',
  'webhook_error',
  'webhook_disconnect',
  'webhook_timeout',
  'socket_drop',
] as const;
export type FaultKind = (typeof faultKinds)[number];

const maxFaultDelayMs = 60_000;

const probabilitySchema = { type: 'number', minimum: 0, maximum: 1 };

const probability: Codec<number> = {
  schema: probabilitySchema,
  decode: (value, parameter) => {
    if (!/^(?:1(?:\.0{1,9})?|0?\.\d{1,9}|0)$/.test(value))
      throw invalidValue(probabilitySchema, parameter, value, {
        allowed: 'a number from 0 to 1, such as 0.5',
      });
    return Number(value);
  },
  encode: String,
};

const fault = {
  sid: property.sidOf('FT'),
  kind: property.enumOf(faultKinds),
  operation: property.nullable(property.text()),
  probability: property.number(),
  remaining: property.nullable(property.integer()),
  status: property.nullable(property.integer()),
  retry_after: property.nullable(property.integer()),
  delay_ms: property.nullable(property.integer()),
  hit_count: property.integer(),
};

export const createFault = endpoint({
  name: 'CreateFault',
  tag: 'Test',
  summary: 'Create a fault, which makes requests, webhooks or sockets of the account fail',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/faults',
  parameters: {
    Kind: requiredField(enumeration(faultKinds), 'What happens.'),
    Operation: field(
      text({ max: 100 }),
      'Only to requests of this operation, such as `CreateConversation`, or for webhooks, to those of this event, such as `onMessageAdded`.',
      { empty: 'absent' },
    ),
    Probability: field(probability, 'How likely it is each time. Defaults to 1.', { empty: 'absent' }),
    Count: field(
      integer({ min: 1, max: 1_000_000 }),
      'How often it happens until it ends. Defaults to no limit.',
      {
        empty: 'absent',
      },
    ),
    Status: field(
      integer({ min: 400, max: 599 }),
      'The status of an `error`, which defaults to 503, or of a `webhook_error`, which defaults to 500.',
      { empty: 'absent' },
    ),
    RetryAfter: field(
      integer({ min: 0, max: 86_400 }),
      'Seconds in the header `Retry-After` of an `error`.',
      {
        empty: 'absent',
      },
    ),
    DelayMs: field(
      integer({ min: 1, max: maxFaultDelayMs }),
      'Milliseconds of real time that a `delay` takes. Defaults to 1000.',
      { empty: 'absent' },
    ),
  },
  status: 201,
  reply: { kind: 'object', name: 'Fault', properties: fault },
  errors: [],
});

export const fetchFaults = endpoint({
  name: 'FetchFaults',
  tag: 'Test',
  summary: 'Fetch the faults of the account, with how often each has happened',
  method: 'GET',
  path: '/colloquy/v1/faults',
  parameters: {},
  status: 200,
  reply: {
    kind: 'object',
    name: 'FaultList',
    properties: { faults: property.list(property.object(fault)) },
  },
  errors: [],
});

export const deleteFaults = endpoint({
  name: 'DeleteFaults',
  tag: 'Test',
  summary: 'Delete all faults of the account',
  method: 'DELETE',
  audited: true,
  path: '/colloquy/v1/faults',
  parameters: {},
  status: 204,
  reply: { kind: 'none' },
  errors: [],
});
