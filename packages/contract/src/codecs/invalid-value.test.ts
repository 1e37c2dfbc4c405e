import { expect, test } from 'vitest';
import { api } from '../api.ts';
import { streamEvents } from '../endpoints/events.ts';
import { injectInboundMessage } from '../endpoints/inbound.ts';
import { endpoints } from '../endpoints/index.ts';
import { createMedia } from '../endpoints/media.ts';
import { advanceClock } from '../endpoints/testing.ts';
import { listWebhookDeliveries, listWebhookEvents, replayWebhookDelivery } from '../endpoints/webhooks.ts';
import { ApiError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import type { AnyParameter, Parameters } from '../parameter.ts';
import type { Resource } from '../resource.ts';

/** The error for a value; undefined if it is valid. */
function errorOf({ codec }: AnyParameter, value: string, name = 'Name'): ApiError | undefined {
  try {
    codec.decode(value, name);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error;
  }
}

const { conversation, participant, configurationAddress, message, credential } = api;
const create = conversation.operations.create.parameters;
const list = conversation.operations.list.parameters;

const durations = 'an ISO 8601 duration of weeks, days, hours, minutes and seconds';
const date = 'an ISO 8601 date, such as 2024-05-01T12:00:00Z';
const url = (max: number) =>
  `an http or https URL of up to ${max} characters, such as https://example.com/path`;
const address =
  'a telephone number such as +15550100, channel:address such as whatsapp:+15550100, an e-mail address, or urn:mbid:id';

test.each<[string, AnyParameter, string, number, string]>([
  ['an enumeration', create.State, 'lost', 50378, 'one of active, inactive, closed'],
  [
    'an enumeration without a code',
    credential.operations.create.parameters.Type,
    'sms',
    20001,
    'one of apn, gcm, fcm',
  ],
  ['a boolean', listWebhookEvents.parameters.Silent, 'yes', 20001, 'one of true, false'],
  ['a page size', list.PageSize, '1.5', 20001, 'a whole number of at least 1'],
  ['a position', streamEvents.parameters.after, '1e9', 20001, 'a whole number from 0 to 999999999999999'],
  ['a date', create.DateCreated, 'yesterday', 50308, date],
  ['a date of a filter', list.StartDate, '2024-02-30', 20001, date],
  ['a timer', create['Timers.Inactive'], '10m', 50379, `${durations}, PT0S or from PT1M to P36500D`],
  [
    'a timer that is too short',
    create['Timers.Closed'],
    'PT9M',
    50376,
    `${durations}, PT0S or from PT10M to P36500D`,
  ],
  ['a duration', advanceClock.parameters.Duration, '10m', 20001, `${durations}, such as PT10M`],
  ['a SID', create.MessagingServiceSid, 'MG1', 50341, 'a SID: MG and 32 hexadecimal digits'],
  [
    'a SID of several types',
    listWebhookDeliveries.parameters.Target,
    'me',
    20001,
    'a SID: AC or IS or WH and 32 hexadecimal digits',
  ],
  ['a URL', replayWebhookDelivery.parameters.Url, 'ftp://example.com', 20001, url(2048)],
  ['an address', participant.operations.create.parameters['MessagingBinding.Address'], '+0', 50407, address],
  [
    'a country',
    configurationAddress.operations.create.parameters.AddressCountry,
    'USA',
    20001,
    'a country code of two letters, such as US',
  ],
  [
    'a filter that an endpoint does not have',
    listWebhookEvents.parameters.State,
    'dead',
    20001,
    'left out here',
  ],
  ['JSON', create.Attributes, '{', 50304, 'JSON text of up to 16384 bytes'],
  [
    'text',
    create.UniqueName,
    'CH00000000000000000000000000000000',
    50390,
    'text that does not look like a SID',
  ],
  [
    'a keyword',
    api.scopedWebhook.operations.create.parameters['Configuration.Triggers'],
    ' ',
    50366,
    'text of 1 to 248 characters, not only white space',
  ],
  [
    'a name of a file',
    createMedia.parameters.Filename,
    'a\nb',
    20001,
    'a file name of up to 256 characters without control characters',
  ],
])('the error for %s has the value and the values that are allowed', (_, parameter, value, code, allowed) => {
  const error = errorOf(parameter, value);
  const shown = value.replaceAll('\n', '\\n');
  expect(error?.code).toBe(code);
  expect(error?.details).toEqual({ parameter: 'Name', value: shown, allowed });
  if (code === 20001)
    expect(error?.message).toBe(`Invalid value of parameter Name: it must be ${allowed}, not "${shown}"`);
  expect(error?.toBody()).toMatchObject({ code, details: { allowed } });
});

test('an error shows no secret and no text of a message', () => {
  const { Certificate, PrivateKey, ApiKey, Secret } = credential.operations.create.parameters;
  const texts = [message.operations.create.parameters.Body, injectInboundMessage.parameters.Body];
  for (const parameter of [Certificate, PrivateKey, ApiKey, Secret, ...texts])
    for (const value of ['hidden\0', 'hidden'.repeat(10_000)]) {
      const error = errorOf(parameter, value);
      expect(error?.details?.allowed).toMatch(/^text /);
      expect(JSON.stringify([error?.message, error?.toBody()])).not.toContain('hidden');
    }
});

test.each([
  'https://user:hidden@exa mple.com/',
  'https://user:hid@den@exa mple.com/',
  'user:hidden@example.com',
  `https://user:hidden@example.com/${'x'.repeat(3000)}`,
])('an error shows no credentials of the URL %s', (value) => {
  const { message, details } = errorOf(replayWebhookDelivery.parameters.Url, value) ?? {};
  expect(details?.value).toMatch(/^(https:\/\/)?\*\*\*@/);
  expect(`${message} ${details?.value}`).not.toMatch(/hid|den|user/);
});

test('every invalid value of every parameter has an error of bounded length that says what is allowed', () => {
  const all: Parameters[] = [
    ...Object.values<Resource>(api).flatMap(({ operations }) => Object.values<Operation>(operations)),
    ...endpoints,
  ].map(({ parameters }) => parameters);
  const parameters = all.flatMap((each) => Object.entries(each));
  expect(parameters.length).toBeGreaterThan(200);
  const values = ['\u001b[2J\0', 'x'.repeat(100_000), '-1', 'lost', '{', '[]', '1e400', '%'];
  for (const [name, parameter] of parameters) {
    const found = values.flatMap((value) => errorOf(parameter, value, name) ?? []);
    for (const { message, details } of found) {
      expect(details?.allowed, name).toMatch(/^[^\p{C}]{5,}$/u);
      expect(details?.allowed, name).not.toMatch(/undefined|null,/);
      expect(message, name).not.toMatch(/\p{C}/u);
      expect((details?.value ?? '').length, name).toBeLessThan(130);
    }
  }
});
