import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ApiCall, type Language, renderCall, renderRequest } from './render-call.ts';

const context = { baseUrl: 'http://127.0.0.1:8080', username: 'AC1' };
const lastLine = (call: ApiCall, language: Language) =>
  renderCall(call, language, context).split('\n').at(-1);

const create: ApiCall = {
  action: 'create',
  path: [['Services', 'IS1'], ['Conversations', 'CH1'], ['Messages']],
  parameters: { Author: 'alice', Body: "It's here", MediaSid: undefined, 'X-Twilio-Webhook-Enabled': 'true' },
};

test('a create is a call of the Node SDK', () => {
  expect(renderCall(create, 'Node', context)).toBe(
    [
      "const client = require('twilio')('AC1', process.env.AUTH_TOKEN);",
      "client.conversations.baseUrl = 'http://127.0.0.1:8080';",
      "await client.conversations.v1.services('IS1').conversations('CH1').messages.create({ author: 'alice', body: 'It\\'s here', xTwilioWebhookEnabled: 'true' });",
    ].join('\n'),
  );
});

test('a create is a call of the Python SDK', () => {
  expect(lastLine(create, 'Python')).toBe(
    "client.conversations.v1.services('IS1').conversations('CH1').messages.create(author='alice', body='It\\'s here', x_twilio_webhook_enabled='true')",
  );
});

test('a create is a form that curl sends', () => {
  expect(renderCall(create, 'curl', context).split(' \\\n  ')).toEqual([
    'curl http://127.0.0.1:8080/v1/Services/IS1/Conversations/CH1/Messages -u AC1:$AUTH_TOKEN',
    "-H 'X-Twilio-Webhook-Enabled: true'",
    '--data-urlencode Author=alice',
    "--data-urlencode 'Body=It'\\''s here'",
  ]);
});

test.each<[ApiCall, string, string, string]>([
  [
    {
      action: 'delete',
      path: [
        ['Services', 'IS1'],
        ['Conversations', 'CH1'],
      ],
    },
    "await client.conversations.v1.services('IS1').conversations('CH1').remove();",
    "client.conversations.v1.services('IS1').conversations('CH1').delete()",
    '  -X DELETE',
  ],
  [
    { action: 'update', path: [['Conversations', 'CH1']], parameters: { 'Timers.Inactive': 'PT10M' } },
    "await client.conversations.v1.conversations('CH1').update({ 'timers.inactive': 'PT10M' });",
    "client.conversations.v1.conversations('CH1').update(timers_inactive='PT10M')",
    '  --data-urlencode Timers.Inactive=PT10M',
  ],
  [
    { action: 'fetch', path: [['Configuration']] },
    'await client.conversations.v1.configuration().fetch();',
    'client.conversations.v1.configuration().fetch()',
    'curl http://127.0.0.1:8080/v1/Configuration -u AC1:$AUTH_TOKEN',
  ],
  [
    { action: 'fetch', path: [['Configuration'], ['Addresses', 'IG1']] },
    "await client.conversations.v1.addressConfigurations('IG1').fetch();",
    "client.conversations.v1.address_configurations('IG1').fetch()",
    'curl http://127.0.0.1:8080/v1/Configuration/Addresses/IG1 -u AC1:$AUTH_TOKEN',
  ],
  [
    { action: 'list', path: [['Users', 'US1'], ['Conversations']] },
    "await client.conversations.v1.users('US1').userConversations.list();",
    "client.conversations.v1.users('US1').user_conversations.list()",
    'curl http://127.0.0.1:8080/v1/Users/US1/Conversations -u AC1:$AUTH_TOKEN',
  ],
  [
    { action: 'list', path: [['ParticipantConversations']], parameters: { Identity: 'alice' } },
    "await client.conversations.v1.participantConversations.list({ identity: 'alice' });",
    "client.conversations.v1.participant_conversations.list(identity='alice')",
    '  --data-urlencode Identity=alice',
  ],
])('%j has the names and methods of each language', (call, node, python, curl) => {
  expect(lastLine(call, 'Node')).toBe(node);
  expect(lastLine(call, 'Python')).toBe(python);
  expect(lastLine(call, 'curl')).toBe(curl);
});

test('a list is a list in the SDKs, and a field for each of its values with curl', () => {
  const call: ApiCall = { action: 'create', path: [['Roles']], parameters: { Permission: ['a', 'b'] } };
  expect(lastLine(call, 'Node')).toContain("roles.create({ permission: ['a', 'b'] });");
  expect(lastLine(call, 'Python')).toContain("roles.create(permission=['a', 'b'])");
  expect(renderCall(call, 'curl', context)).toMatch(
    /--data-urlencode Permission=a \\\n {2}--data-urlencode Permission=b$/,
  );
});

test('a request to our own API is a command, with the method if the fields do not imply it', () => {
  const path = '/colloquy/v1/clock';
  expect(renderRequest({ path: `${path}/advance`, parameters: { Duration: 'PT1H' } }, context)).toBe(
    'curl http://127.0.0.1:8080/colloquy/v1/clock/advance -u AC1:$AUTH_TOKEN \\\n  --data-urlencode Duration=PT1H',
  );
  expect(renderRequest({ path: `${path}/freeze` }, context)).toMatch(/-X POST$/);
  expect(renderRequest({ method: 'GET', path }, context)).toMatch(/-u AC1:\$AUTH_TOKEN$/);
});

describe('any value', () => {
  const value = fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed() && !text.includes('\0'));
  const call = (Body: string): ApiCall => ({ action: 'create', path: [['Messages']], parameters: { Body } });

  test('is a JavaScript string with the same characters', () => {
    fc.assert(
      fc.property(value, (text) => {
        const literal = /\{ body: (.*) \}\);$/s.exec(renderCall(call(text), 'Node', context))?.[1];
        expect(new Function(`return ${literal}`)()).toBe(text);
      }),
    );
  });

  test('is one word of the shell', () => {
    fc.assert(
      fc.property(value, (text) => {
        const word = /--data-urlencode (.*)$/s.exec(renderCall(call(text), 'curl', context))?.[1];
        expect(execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' })).toBe(`Body=${text}`);
      }),
      { numRuns: 30 },
    );
  });
});
