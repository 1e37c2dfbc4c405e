import { expect, test } from 'vitest';
import { toReproduction } from './to-call.ts';

const conversation = `CH${'0'.repeat(32)}`;
const parameter = (name: string, value: string | null, known = true) =>
  ({ in: 'form', name, value, length: 4, known }) as const;

test('a request of the Conversations API is a call of the SDK, without the parameters that it ignores', () => {
  const request = {
    operation: 'CreateServiceConversationMessage',
    method: 'POST',
    path: `/v1/Services/IS1/Conversations/${conversation}/Messages`,
    webhookEnabled: true,
    parameters: [
      parameter('Author', 'ann'),
      parameter('Body', null),
      parameter('Bdoy', null, false),
      parameter('Tag', 'a'),
      parameter('Tag', 'b'),
    ],
  };
  expect(toReproduction(request)).toEqual({
    kind: 'call',
    call: {
      action: 'create',
      path: [['Services', 'IS1'], ['Conversations', conversation], ['Messages']],
      parameters: { 'X-Twilio-Webhook-Enabled': 'true', Author: 'ann', Body: '…', Tag: ['a', 'b'] },
    },
  });
});

test.each([
  ['FetchConfiguration', '/v1/Configuration', [['Configuration']]],
  ['FetchConfigurationWebhook', '/v1/Configuration/Webhooks', [['Configuration'], ['Webhooks']]],
  ['FetchConfigurationAddress', '/v1/Configuration/Addresses/IG1', [['Configuration'], ['Addresses', 'IG1']]],
  [
    'FetchServiceNotification',
    '/v1/Services/IS1/Configuration/Notifications',
    [['Services', 'IS1'], ['Configuration'], ['Notifications']],
  ],
  ['FetchConversation', '/v1/Conversations/order%2017', [['Conversations', 'order 17']]],
  ['FetchConversation', '/v1/Conversations/%', [['Conversations', '%']]],
])('the path of %s %s has its resources with their SIDs', (operation, path, expected) => {
  const request = { operation, method: 'GET', path, webhookEnabled: false, parameters: [] };
  expect(toReproduction(request)).toEqual({
    kind: 'call',
    call: { action: 'fetch', path: expected, parameters: {} },
  });
});

test('a request to our own API is a request, and one without an operation is neither', () => {
  const request = {
    operation: 'AdvanceClock',
    method: 'POST',
    path: '/colloquy/v1/clock/advance',
    webhookEnabled: false,
  };
  const parameters = [parameter('Duration', 'PT1H')];
  expect(toReproduction({ ...request, parameters })).toEqual({
    kind: 'request',
    request: { method: 'POST', path: request.path, parameters: { Duration: 'PT1H' } },
  });
  expect(toReproduction({ ...request, operation: null, parameters })).toBeUndefined();
});
