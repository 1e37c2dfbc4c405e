import fc from 'fast-check';
import { expect, test } from 'vitest';
import { api } from './api.ts';
import { camelCase } from './camel-case.ts';
import type { Resource } from './resource.ts';

test('names of the wire become names of the language', () => {
  expect(camelCase('FriendlyName')).toBe('friendlyName');
  expect(camelCase('Timers.Inactive')).toBe('timersInactive');
  expect(camelCase('Bindings.Email.Address')).toBe('bindingsEmailAddress');
  expect(camelCase('X-Twilio-Webhook-Enabled')).toBe('xTwilioWebhookEnabled');
  expect(camelCase('date_created')).toBe('dateCreated');
});

test('a name of the language stays as it is', () => {
  const enumOf = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(enumOf, fc.array(enumOf, { maxLength: 4 }), (first, rest) => {
      const name = first + rest.map((each) => each.charAt(0).toUpperCase() + each.slice(1)).join('');
      expect(camelCase(name)).toBe(name);
      expect(camelCase([first, ...rest].join('_'))).toBe(name);
      expect(camelCase([first, ...rest].join('-'))).toBe(name);
    }),
  );
});

test('no two parameters of an operation, and no two properties of a resource, share a name', () => {
  for (const { name, properties, operations } of Object.values<Resource>(api)) {
    for (const names of [
      Object.keys(properties),
      ...Object.values(operations).map(({ parameters }) => Object.keys(parameters)),
    ]) {
      expect(new Set(names.map(camelCase)).size, name).toBe(names.length);
    }
  }
});
