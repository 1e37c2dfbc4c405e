import { asIs, type Codec, invalidValue } from '../codecs/codec.ts';
import { durationForm, parseDuration } from '../codecs/duration.ts';
import { requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint } from './endpoint.ts';

/* The test clock, the reset, accounts of tests and faults exist only if the settings allow them. */

const schema = { type: 'string', format: 'duration', description: 'such as PT10M' };

const duration: Codec<string> = {
  schema,
  decode: (value, parameter) => {
    if (parseDuration(value) === undefined)
      throw invalidValue(schema, parameter, value, { allowed: `${durationForm}, such as PT10M` });
    return value;
  },
  encode: asIs,
};

const clockReply = {
  kind: 'object',
  name: 'Clock',
  properties: { now: property.date('milliseconds'), frozen: property.boolean() },
} as const;

export const fetchClock = endpoint({
  name: 'FetchClock',
  tag: 'Test',
  summary: 'Fetch the time of the test clock',
  method: 'GET',
  path: '/colloquy/v1/clock',
  parameters: {},
  status: 200,
  reply: clockReply,
  errors: [],
});

export const advanceClock = endpoint({
  name: 'AdvanceClock',
  tag: 'Test',
  summary: 'Advance the test clock, and finish the work that becomes due',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/clock/advance',
  parameters: { Duration: requiredField(duration, 'How far to advance the clock.', { empty: 'decode' }) },
  status: 200,
  reply: clockReply,
  errors: [],
});

export const freezeClock = endpoint({
  name: 'FreezeClock',
  tag: 'Test',
  summary: 'Freeze the test clock: it stands still until it is advanced or resumed',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/clock/freeze',
  parameters: {},
  status: 200,
  reply: clockReply,
  errors: [],
});

export const resumeClock = endpoint({
  name: 'ResumeClock',
  tag: 'Test',
  summary: 'Resume the test clock from the time at which it stands',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/clock/resume',
  parameters: {},
  status: 200,
  reply: clockReply,
  errors: [],
});

export const createAccount = endpoint({
  name: 'CreateAccount',
  tag: 'Test',
  summary: 'Create an empty account, such as one for each test; only this reply contains its auth token',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/accounts',
  parameters: {},
  status: 201,
  reply: {
    kind: 'object',
    name: 'NewAccount',
    properties: { sid: property.sidOf('AC'), auth_token: property.text() },
  },
  errors: [],
});

export const resetServer = endpoint({
  name: 'ResetServer',
  tag: 'Test',
  summary: 'Delete everything on the server except accounts and API keys',
  method: 'POST',
  audited: true,
  path: '/colloquy/v1/reset',
  parameters: {},
  status: 204,
  reply: { kind: 'none' },
  otherReplies: { 409: { description: '20001: A legal hold forbids it', body: 'error' } },
  errors: [],
});
