import { describe, expect, test } from 'vitest';
import { requestsOfDialect } from '../../bench/load/dialects.ts';
import type { RequestSource, Target } from '../../bench/load/request-source.ts';
import { createRequestSerializer } from '../../bench/load/serialize-request.ts';
import type { ScenarioName } from '../../bench/scenarios/scenarios.ts';

const ejabberd: Target = {
  name: 'ejabberd',
  port: 5280,
  dialect: 'ejabberd',
  authorization: null,
  serviceSid: 'IS0',
  sids: ['order-000001', 'order-1000000'],
  webhooks: false,
};

const sourceOf = (scenario: ScenarioName, number = 7): RequestSource =>
  requestsOfDialect.ejabberd({ scenario }, ejabberd, () => number);

const commandOf = (scenario: ScenarioName, number?: number): { path: string; parameters: unknown } => {
  const { path, json = '' } = sourceOf(scenario, number).next(0);
  return { path, parameters: JSON.parse(json) };
};

describe('the requests to ejabberd', () => {
  test('create makes a persistent room with a title and about as many attributes as the product stores', () => {
    const { path, parameters } = commandOf('create');
    expect(path).toBe('/api/create_room_with_opts');
    expect(parameters).toMatchObject({
      name: 'order-000007',
      service: 'conference.localhost',
      host: 'localhost',
    });
    expect(parameters).toHaveProperty('options', [
      { name: 'persistent', value: 'true' },
      { name: 'title', value: 'Order 000007' },
      { name: 'description', value: expect.stringMatching(/^\{"order":"000007",.{150,}\}$/) },
    ]);
  });

  test('fetch and update name a room that exists', () => {
    const fetch = commandOf('fetch-uniform');
    expect(fetch.path).toBe('/api/get_room_options');
    expect(fetch.parameters).toEqual({
      name: expect.toBeOneOf(ejabberd.sids),
      service: 'conference.localhost',
    });
    const update = commandOf('update', 2_000_000);
    expect(update.path).toBe('/api/change_room_option');
    expect(update.parameters).toEqual({
      name: expect.toBeOneOf(ejabberd.sids),
      service: 'conference.localhost',
      option: 'description',
      value: expect.stringContaining('"order":"2000000"'),
    });
  });

  test('a scenario without a command is refused', () => {
    expect(() => sourceOf('list')).toThrow('no command for list');
  });

  test.each(['create', 'update'] as const)(
    '%s fails if the command does, even with status 200',
    (scenario) => {
      const source = sourceOf(scenario);
      expect(source.wantsBody).toBe(true);
      expect(() => source.onReplyBody(0, Buffer.from('0'))).not.toThrow();
      expect(() => source.onReplyBody(0, Buffer.from('1'))).toThrow('instead of 0');
    },
  );

  test('a fetch fails if the room does not exist, even with status 200', () => {
    const { onReplyBody } = sourceOf('fetch-uniform');
    expect(() => onReplyBody(0, Buffer.from('{"title":"Order 000001"}'))).not.toThrow();
    expect(() => onReplyBody(0, Buffer.from('{}'))).toThrow('instead of the options');
  });
});

describe('the bytes of a request', () => {
  test('a command is JSON of the stated length, without credentials', () => {
    const request = createRequestSerializer(ejabberd)({ method: 'POST', path: '/api/x', json: '{"a":1}' });
    expect(request).toBe(
      'POST /api/x HTTP/1.1\r\nHost: 127.0.0.1:5280\r\nAccept: application/json\r\n' +
        'Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}',
    );
  });

  test('a request to the product is a form with credentials', () => {
    const target: Target = { ...ejabberd, dialect: 'conversations', authorization: 'Basic eA==' };
    const spec = requestsOfDialect.conversations({ scenario: 'create' }, target, () => 7).next(0);
    const request = createRequestSerializer(target)(spec);
    expect(request).toContain('Authorization: Basic eA==\r\n');
    expect(request).toContain('Content-Type: application/x-www-form-urlencoded\r\n');
    expect(request).toMatch(/\r\n\r\nFriendlyName=Order\+000007&/);
  });
});
