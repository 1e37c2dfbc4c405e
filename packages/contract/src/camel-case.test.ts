import fc from 'fast-check';
import { expect, test } from 'vitest';
import { api } from './api.ts';
import { camelCase } from './camel-case.ts';
import type { Resource } from './resource.ts';

test('camelCase converts names of parameters, headers and properties', () => {
  expect(camelCase('FriendlyName')).toBe('friendlyName');
  expect(camelCase('Timers.Inactive')).toBe('timersInactive');
  expect(camelCase('Bindings.Email.Address')).toBe('bindingsEmailAddress');
  expect(camelCase('X-Twilio-Webhook-Enabled')).toBe('xTwilioWebhookEnabled');
  expect(camelCase('date_created')).toBe('dateCreated');
});

test('camelCase does not change a name in camelCase', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 4 }), (first, rest) => {
      const name = first + rest.map((each) => each.charAt(0).toUpperCase() + each.slice(1)).join('');
      expect(camelCase(name)).toBe(name);
      expect(camelCase([first, ...rest].join('_'))).toBe(name);
      expect(camelCase([first, ...rest].join('-'))).toBe(name);
    }),
  );
});

test('the parameters of an operation and the properties of a resource have distinct names in camelCase', () => {
  for (const { name, properties, operations } of Object.values<Resource>(api)) {
    for (const names of [
      Object.keys(properties),
      ...Object.values(operations).map(({ parameters }) => Object.keys(parameters)),
    ]) {
      expect(new Set(names.map(camelCase)).size, name).toBe(names.length);
    }
  }
});
