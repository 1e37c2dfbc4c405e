import { afterAll, beforeAll, expect, test } from 'vitest';
import { basicAuthorization } from '../support/http/caller.ts';
import { expectClientError } from '../support/http/expect-client-error.ts';
import { exchangeRaw } from '../support/http/raw-exchange.ts';
import { startTestServer, type TestServer } from '../support/servers/test-server.ts';

let testServer: TestServer;
beforeAll(async () => {
  testServer = await startTestServer('sqlite');
});
afterAll(() => testServer[Symbol.asyncDispose]());

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

const headers: readonly (readonly [string, () => string])[] = [
  ['nothing after the scheme', () => 'Basic'],
  ['an empty text', () => ''],
  ['only a colon', () => `Basic ${base64(':')}`],
  ['a missing colon', () => `Basic ${base64(testServer.colloquy.accountSid)}`],
  ['an empty password', () => basicAuthorization(testServer.colloquy.accountSid, '')],
  ['an empty user', () => basicAuthorization('', testServer.colloquy.authToken)],
  ['invalid base64', () => 'Basic !!!!'],
  ['bytes that are not UTF-8', () => `Basic ${base64(Buffer.from([0xff, 0xfe, 0x3a, 0xff]))}`],
  ['characters outside of ASCII', () => `Basic ${base64('ÄÖÜ:日本')}`],
  ['NUL', () => `Basic ${base64(`${testServer.colloquy.accountSid}:\0${testServer.colloquy.authToken}`)}`],
  ['a property name of JavaScript objects', () => basicAuthorization('__proto__', 'constructor')],
  ['a very long password', () => basicAuthorization(testServer.colloquy.accountSid, 'x'.repeat(9000))],
  [
    'a token with more text',
    () => basicAuthorization(testServer.colloquy.accountSid, `${testServer.colloquy.authToken}x`),
  ],
  [
    'a token with a colon',
    () => basicAuthorization(testServer.colloquy.accountSid, `:${testServer.colloquy.authToken}`),
  ],
  [
    'the SID in lower case',
    () => basicAuthorization(testServer.colloquy.accountSid.toLowerCase(), testServer.colloquy.authToken),
  ],
  ['Bearer', () => `Bearer ${testServer.colloquy.authToken}`],
  ['Digest', () => `Digest username="${testServer.colloquy.accountSid}"`],
  ['another scheme with right credentials', () => testServer.authorization.replace('Basic', 'Basics')],
  ['SQL', () => basicAuthorization("' OR 1=1 --", "' OR 1=1 --")],
];

test.each(headers)('%s: every path and method returns 401 and changes nothing', async (_, header) => {
  const before = await testServer.contents();
  for (const [method, path] of [
    ['GET', '/v1/Conversations'],
    ['POST', '/v1/Conversations'],
    ['DELETE', '/v1/Conversations/kept'],
    ['GET', '/v1/Conversations/%FF'],
    ['GET', '/nothing'],
  ]) {
    const reply = await exchangeRaw(
      testServer.colloquy.baseUrl,
      `${method} ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${header()}\r\nConnection: close\r\n\r\n`,
    );
    expect(reply).toHaveLength(1);
    const [{ status, headers: shown, body } = { status: 0, headers: {}, body: '' }] = reply;
    expectClientError({ status, text: body, type: shown['content-type'] });
    expect(status).toBe(401);
    expect(shown['www-authenticate']).toMatch(/^Basic /);
    expect(JSON.parse(body).code).toBe(20003);
  }
  expect(await testServer.contents()).toEqual(before);
});

test('a second Authorization header does not help wrong credentials', async () => {
  const [reply] = await exchangeRaw(
    testServer.colloquy.baseUrl,
    `GET /v1/Conversations HTTP/1.1\r\nHost: a\r\nAuthorization: ${basicAuthorization('AC', 'x')}\r\n` +
      `Authorization: ${testServer.authorization}\r\nConnection: close\r\n\r\n`,
  );
  expect(reply?.status).toBe(401);
});
