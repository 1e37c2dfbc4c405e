import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/engines/databases.ts';
import { startTestServer, type TestServer } from '../support/servers/test-server.ts';

const texts = {
  SQL: `'; DROP TABLE conversation; -- " OR ''=' $1 :sid ?1 %s \\' E'\\x00'`,
  JSON: '","sid":"CHffffffffffffffffffffffffffffffff","x":{"__proto__":{}} \\" \\u0000 ]}',
  HTML: '<script>alert(1)</script>&amp;&#x27;"',
  'log lines': 'a\r\n{"level":30,"msg":"forged"}\n\u001b[31mred\u001b[0m\u007f',
  'control characters': String.fromCharCode(...Array.from({ length: 31 }, (_, n) => n + 1), 0x7f, 0x80, 0x9f),
  'line separators': 'a\u2028b\u2029c\u0085d',
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈\u{10FFFF}\uFEFF',
  'right to left': '\u202Eevil\u202C שלום',
  combining: `e${'\u0301'.repeat(50)}`,
  composed: '\u00e9 is not e\u0301',
  placeholders: '{} ${1} %7B %25 + & = ; , \\ / ?',
  'property names of JavaScript objects': '__proto__ constructor toString hasOwnProperty',
  blanks: ' \t leading and trailing \n ',
  'a private use character': '\uE000\uFFFF\uFDD0',
};

describe.each(engines)('%s', (engine) => {
  let testServer: TestServer;
  beforeAll(async () => {
    testServer = await startTestServer(engine);
  });
  afterAll(() => testServer[Symbol.asyncDispose]());

  test.each(Object.entries(texts))('%s are returned as they were sent', async (_, text) => {
    const { call } = testServer;
    const attributes = JSON.stringify({ [text]: text });
    const form = {
      FriendlyName: text,
      UniqueName: text,
      Attributes: attributes,
      'Bindings.Email.Name': text,
      'Bindings.Email.Address': text,
    };
    const shown = {
      friendly_name: text,
      unique_name: text,
      attributes,
      bindings: { email: { name: text, projected_address: text } },
    };
    const { status, body } = await call('POST', '/v1/Conversations', form);
    expect({ status, body }).toMatchObject({ status: 201, body: shown });
    expect((await call('GET', `/v1/Conversations/${body.sid}`)).body).toEqual(body);
    expect((await call('GET', `/v1/Conversations/${encodeURIComponent(text)}`)).body).toEqual(body);
    expect((await call('GET', '/v1/Conversations?PageSize=1')).body.conversations).toEqual([body]);

    const turned = { FriendlyName: `2${text}`, UniqueName: `2${text}`, Attributes: JSON.stringify([text]) };
    const updated = await call('POST', `/v1/Conversations/${encodeURIComponent(text)}`, turned);
    expect(updated.body).toMatchObject({
      sid: body.sid,
      friendly_name: `2${text}`,
      unique_name: `2${text}`,
      attributes: JSON.stringify([text]),
    });
    expect((await call('GET', `/v1/Conversations/${body.sid}`)).body).toEqual(updated.body);
    const { events } = await testServer.contents();
    expect(events.at(-1)?.properties).toMatchObject({ friendly_name: `2${text}` });
    expect((await call('DELETE', `/v1/Conversations/${encodeURIComponent(`2${text}`)}`)).status).toBe(204);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '%s is an ordinary name',
    async (name) => {
      const { call } = testServer;
      expect((await call('GET', `/v1/Conversations/${name}`)).status).toBe(404);
      expect((await call('POST', '/v1/Conversations', { UniqueName: name, [name]: name })).status).toBe(201);
      expect((await call('GET', `/v1/Conversations/${name}`)).body.unique_name).toBe(name);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  test('attributes are stored as text, whatever they contain', async () => {
    for (const attributes of [
      '{"__proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '{"a":1,"a":2}',
      '{"n":1e400,"m":12345678901234567890.123456789}',
      '"\\ud800"',
      '"\\u0000"',
      ' {\t"spaced" :\n1 }\r\n',
      'null',
      `${'['.repeat(8192)}${']'.repeat(8192)}`,
      `"${'x'.repeat(16_382)}"`,
      `"${'é'.repeat(8191)}"`,
    ]) {
      const { body, status } = await testServer.call('POST', '/v1/Conversations', { Attributes: attributes });
      expect(status).toBe(201);
      expect(body.attributes).toBe(attributes);
      expect((await testServer.call('GET', `/v1/Conversations/${body.sid}`)).body).toEqual(body);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
