import { expect, test } from 'vitest';
import { options } from './options.ts';
import { describeUnknownSettings, describeUnknownVariables } from './unknown-settings.ts';

test('the variables of all settings are known, and the files of secrets', () => {
  const names = Object.values(options).map(({ variable }) => variable);
  expect(describeUnknownSettings([...names, 'COLLOQUY_AUTH_TOKEN_FILE'])).toEqual([]);
});

test.each([
  ['COLLOQUY_LOGLEVEL', 'COLLOQUY_LOG_LEVEL'],
  ['COLLOQUY_DATABASE', 'COLLOQUY_DATABASE_URL'],
  ['COLLOQUY_PORT', 'PORT'],
  ['COLLOQUY_MAX_WEBHOOK', 'COLLOQUY_MAX_WEBHOOKS'],
  ['COLLOQUY_AUTH_TOKEN_FIEL', 'COLLOQUY_AUTH_TOKEN'],
  ['logLevel', 'COLLOQUY_LOG_LEVEL'],
  ['test-clock', 'COLLOQUY_TEST_CLOCK'],
])('%s is described with %s', (name, meant) => {
  expect(describeUnknownSettings([name])).toEqual([`${name} is not a setting; did you mean ${meant}?`]);
});

test('a name that resembles no setting is described without one', () => {
  expect(describeUnknownSettings(['COLLOQUY_COLOUR\u001b[2J'])).toEqual([
    'COLLOQUY_COLOUR\\u001b[2J is not a setting; colloquy config prints all of them.',
  ]);
});

test('only variables of our own are looked at, without those that Kubernetes sets for a service', () => {
  const service = { COLLOQUY_SERVICE_HOST: '10.0.0.1', COLLOQUY_PORT_8080_TCP: 'tcp://10.0.0.1:8080' };
  expect(describeUnknownVariables({ PATH: '', PROT: '1', ...service })).toEqual([]);
  expect(describeUnknownVariables({ COLLOQUY_URL: 'http://127.0.0.1:8080' })).toEqual([]);
  expect(describeUnknownVariables({ COLLOQUY_PORT: '1' })).toHaveLength(1);
});
