import { describe, expect, test } from 'vitest';
import { type FieldValue, readSeed, type SeedObject } from './read-seed.ts';
import { Reference } from './read-value.ts';
import { SeedError } from './seed-error.ts';

const now = Date.UTC(2024, 4, 10, 12);
const read = (text: string) => readSeed('a.yaml', text, now).objects;

/** The error message for an invalid seed. */
function complaint(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof SeedError) return error.message;
    throw error;
  }
  throw new Error('The file was to be refused.');
}

/** What an object is given, by the client's names. */
const given = (object: SeedObject | undefined) =>
  Object.fromEntries((object?.given ?? []).map(({ field, value }: FieldValue) => [field.name, value]));

const conversation = (text: string) =>
  read(`conversations:\n  - unique_name: one\n${text.replaceAll(/^/gm, '    ')}`)[0];

describe('values', () => {
  test('become parameters of the API, and are nested like its replies', () => {
    const object = conversation(`
friendly_name: A room
timers: { inactive: PT1H, closed: P1D }
bindings: { email: { name: Help } }
attributes: { level: 3, tags: [a, 'b'], none: null }`);
    expect(given(object)).toEqual({
      uniqueName: 'one',
      friendlyName: 'A room',
      timersInactive: 'PT1H',
      timersClosed: 'P1D',
      bindingsEmailName: 'Help',
      attributes: '{"level":3,"tags":["a","b"],"none":null}',
    });
  });

  test('of attributes may be JSON text', () => {
    expect(given(conversation(`attributes: '{ "a":  1 }'`)).attributes).toBe('{ "a":  1 }');
  });

  test('may begin with a plus without quotes', () => {
    const object = conversation('participants:\n  - messaging_binding:\n      address: +15550100');
    expect(given(object?.children[0])).toEqual({ messagingBindingAddress: '+15550100' });
  });

  test('that are dates can be relative to now', () => {
    const dates = (text: string) => given(conversation(`date_created: ${text}`)).dateCreated;
    expect(dates('-P2DT3H')).toEqual(new Date('2024-05-08T09:00:00Z'));
    expect(dates('2024-01-01T00:00:00+01:00')).toEqual(new Date('2023-12-31T23:00:00Z'));
    expect(complaint('conversations: [{ unique_name: a, date_created: -P1M }]')).toMatch(
      /date_created: .*50308/,
    );
  });

  test('that are null are left out', () => {
    expect(given(conversation('friendly_name:'))).toEqual({ uniqueName: 'one' });
    expect(read('services:\nroles: []')).toEqual([]);
  });

  test('that refer to an object are a SID or a name', () => {
    const sid = `RL${'a'.repeat(32)}`;
    const roles = read(`users: [{ identity: a, role_sid: ${sid} }, { identity: b, role_sid: agent }]`).map(
      given,
    );
    expect(roles.map(({ roleSid }) => roleSid)).toEqual([sid, new Reference('RL', 'agent')]);
    // Messaging services are not in a seed, so there is nothing to name.
    expect(complaint('conversations: [{ unique_name: a, messaging_service_sid: mine }]')).toMatch(/50341/);
  });
});

test('may be in a JSON file', () => {
  const [service] = read('{\n\t"services": [{ "friendly_name": "A", "users": [{ "identity": "b" }] }]\n}');
  expect([given(service), given(service?.children[0])]).toEqual([{ friendlyName: 'A' }, { identity: 'b' }]);
});

test('are ordered so that objects come before references to them', () => {
  const [service, settings] = read(`
configuration: { default_chat_service_sid: A }
services:
  - conversations: [{ unique_name: c, messages: [{ body: hello }], participants: [{ identity: u }] }]
    users: [{ identity: u }]
    configuration: { reachability_enabled: true }
    roles: [{ friendly_name: r, type: service, permissions: [joinConversation] }]
    friendly_name: A`);
  const keys = (objects: readonly SeedObject[] = []) => objects.map(({ section }) => section.key);
  expect(keys(settings === undefined ? [] : [settings])).toEqual(['configuration']);
  expect(keys(service?.children)).toEqual(['roles', 'configuration', 'users', 'conversations']);
  expect(keys(service?.children[3]?.children)).toEqual(['participants', 'messages']);
});

describe('an error in a seed file is reported with its position', () => {
  test.each([
    ['services: [}', 'a.yaml:1:12: '],
    ['a: 1\na: 2', 'a.yaml:2:1: '],
    ['', 'a.yaml:1:1: a seed has the keys '],
    ['- services', 'a.yaml:1:1: a seed has the keys '],
    ['servises: []', 'a.yaml:1:1: servises: there is no servises here; is it services?'],
    ['services: { friendly_name: A }', 'a.yaml:1:11: services: must be a list'],
    ['services: [A]', 'a.yaml:1:12: services[0]: must have keys'],
    ['services:\n  - users: []', 'a.yaml:2:5: services[0]: needs friendly_name'],
    ['conversations:\n  - friendly_name: A', 'conversations[0]: needs unique_name, to be found again by'],
    [
      'users: [{ identity: a, frendly_name: b }]',
      'users[0].frendly_name: there is no frendly_name here; is it friendly',
    ],
    ['users: [{ identity: a, colour: b }]', 'users[0].colour: there is no colour here; there are identity, '],
    ['users: [{ identity: a, friendly_name: [b] }]', 'users[0].friendly_name: must be a single value'],
    ['users: [{ identity: a, attributes: nonsense }]', '[0].attributes: Attributes not valid JSON (50304)'],
    [
      'conversations: [{ unique_name: a, timers: { inactiv: PT1H } }]',
      'conversations[0].timers.inactiv: there is no inactiv here; is it inactive?',
    ],
    ['conversations: [{ unique_name: a, timers: PT1H }]', 'conversations[0].timers: must have keys'],
    [
      'roles: [{ friendly_name: r, type: service, permissions: joinConversation }]',
      'roles[0].permissions: must be a list',
    ],
    [
      `conversations:\n  - unique_name: a\n    messages:\n      - body: b\n        author: ${'x'.repeat(300)}`,
      'a.yaml:5:17: conversations[0].messages[0].author: Author parameter is too long (50310)',
    ],
    ['users: &a\n  - *a', 'levels deep'],
  ])('%s', (text, message) => {
    expect(complaint(text)).toContain(message);
  });

  test('and all errors are reported together', () => {
    const lines = complaint('users:\n  - friendly_name: a\n  - identity: b\n    role: c\n').split('\n');
    expect(lines).toEqual([
      'a.yaml:2:5: users[0]: needs identity',
      'a.yaml:4:5: users[1].role: there is no role here; is it role_sid?',
    ]);
  });
});
