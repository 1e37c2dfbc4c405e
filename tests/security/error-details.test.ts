import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { createCaller } from '../support/http/caller.ts';

const long = 'x'.repeat(20_000);

test.each<[string, string, Record<string, string> | undefined, object]>([
  [
    'POST',
    '/v1/Conversations',
    { State: 'lo\u001bst' },
    {
      code: 50378,
      message: "'State' parameter value is invalid",
      details: { parameter: 'State', value: 'lo\\u{1b}st', allowed: 'one of active, inactive, closed' },
    },
  ],
  [
    'GET',
    '/v1/Conversations?PageSize=many',
    undefined,
    {
      code: 20001,
      message: 'Invalid value of parameter PageSize: it must be a whole number of at least 1, not "many"',
      details: { parameter: 'PageSize', value: 'many', allowed: 'a whole number of at least 1' },
    },
  ],
  [
    'POST',
    '/v1/Conversations',
    { Attributes: long },
    {
      code: 50303,
      message: 'Attributes too long',
      details: {
        parameter: 'Attributes',
        value: `${'x'.repeat(100)}... (20000 characters)`,
        allowed: 'JSON text of up to 16384 bytes',
      },
    },
  ],
  [
    'POST',
    '/v1/Credentials',
    { Type: 'apn', PrivateKey: long },
    {
      code: 20001,
      message: 'Invalid value of parameter PrivateKey: it must be text of up to 16384 characters',
      details: { parameter: 'PrivateKey', allowed: 'text of up to 16384 characters' },
    },
  ],
  [
    'POST',
    '/v1/Conversations/kept/Participants',
    { 'MessagingBinding.Address': 'ann@example.com' },
    {
      code: 50407,
      message: 'Invalid messaging binding address',
      details: {
        parameter: 'MessagingBinding.Address',
        value: 'ann@example.com',
        allowed: 'an e-mail address if MessagingBinding.Type is email, and only then',
      },
    },
  ],
  [
    'POST',
    '/v1/Conversations/kept/Participants',
    { 'MessagingBinding.Address': '+15550100', 'MessagingBinding.ProjectedAddress': '+15550199' },
    {
      code: 50407,
      message: 'Invalid messaging binding address',
      details: {
        parameter: 'MessagingBinding.ProjectedAddress',
        value: '+15550199',
        allowed: 'left out if there is a MessagingBinding.Address',
      },
    },
  ],
  [
    'POST',
    '/v1/Configuration/Addresses',
    { Type: 'whatsapp', Address: '+15550100' },
    {
      code: 50407,
      message: 'Invalid messaging binding address',
      details: { parameter: 'Address', value: '+15550100', allowed: 'an address of the type whatsapp' },
    },
  ],
  [
    'POST',
    '/colloquy/v1/inbound',
    { From: '+15550100', To: '+15550199', Recipient: 'ann@example.com' },
    {
      code: 50407,
      message: 'Invalid messaging binding address',
      details: {
        parameter: 'Recipient',
        value: 'ann@example.com',
        allowed: 'a telephone number, as all members of a group have',
      },
    },
  ],
])('an error says what is allowed: %s %s', async (method, path, form, expected) => {
  await using colloquy = await startColloquy();
  const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  await call('POST', '/v1/Conversations', { UniqueName: 'kept' });
  const { status, body } = await call(method, path, form);
  expect(status).toBe(400);
  expect(body).toEqual({ ...expected, more_info: expect.any(String), status: 400 });
  expect(Object.keys(body)).toEqual(['code', 'details', 'message', 'more_info', 'status']);
});
