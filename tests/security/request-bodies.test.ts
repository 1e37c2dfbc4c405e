import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectClientError } from '../support/http/expect-client-error.ts';
import { exchangeRaw } from '../support/http/raw-exchange.ts';
import { startTestServer, type TestServer } from '../support/servers/test-server.ts';

let testServer: TestServer;
beforeAll(async () => {
  testServer = await startTestServer('sqlite');
});
afterAll(() => testServer[Symbol.asyncDispose]());

/** Sends a body with one content type, several, or none. */
async function send(types: readonly string[], body: string | Buffer) {
  const head =
    `POST /v1/Conversations HTTP/1.1\r\nHost: a\r\nAuthorization: ${testServer.authorization}\r\n` +
    types.map((type) => `Content-Type: ${type}\r\n`).join('') +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  const [reply] = await exchangeRaw(
    testServer.colloquy.baseUrl,
    Buffer.concat([Buffer.from(head), Buffer.from(body)]),
  );
  return {
    status: reply?.status ?? 0,
    text: reply?.body ?? '',
    type: reply?.headers['content-type'],
  };
}

const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=----x7';
const part = (name: string, value: string) =>
  `------x7\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

test.each([
  ['JSON', ['application/json'], '{"UniqueName":"x"}', 415],
  ['broken JSON', ['application/json'], '{', 415],
  ['XML', ['text/xml'], '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 415],
  ['plain text', ['text/plain'], 'UniqueName=x', 415],
  ['an invalid content type', ['\u00ff;;;'], 'UniqueName=x', 415],
  ['a missing content type', [], 'UniqueName=x', 415],
  ['another type first', ['text/plain', form], 'UniqueName=x', 415],
  ['parts without a boundary', ['multipart/form-data'], part('UniqueName', 'x'), 400],
  ['parts with another boundary', ['multipart/form-data; boundary=c'], part('UniqueName', 'x'), 400],
  ['parts that end early', [multipart], part('UniqueName', 'x'), 400],
  ['parts without names', [multipart], '------x7\r\n\r\nx\r\n------x7--\r\n', 400],
  ['a part with NUL', [multipart], `${part('UniqueName', 'a\0b')}------x7--\r\n`, 400],
])('%s is rejected and changes nothing', async (_, types, body, status) => {
  const before = await testServer.contents();
  const reply = await send(types, body);
  expectClientError(reply);
  expect(reply.status).toBe(status);
  expect(await testServer.contents()).toEqual(before);
});

test.each([
  ['gzip', 'Content-Length: 14', 'UniqueName=abc', 415],
  ['br, gzip', 'Content-Length: 14', 'UniqueName=abc', 415],
  ['gzip', 'Transfer-Encoding: chunked', 'e\r\nUniqueName=abc\r\n0\r\n\r\n', 415],
  ['Identity', 'Content-Length: 14', 'FriendlyName=a', 201],
  ['gzip', 'Content-Length: 0', '', 201],
])('a body with the content encoding %s and %s', async (encoding, length, body, status) => {
  const service = await testServer.call('POST', '/v1/Services', { FriendlyName: 'Media' });
  for (const [path, type] of [
    ['/v1/Conversations', form],
    [`/v1/Services/${service.body['sid']}/Media`, 'text/plain'],
  ] as const) {
    const head =
      `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${testServer.authorization}\r\n` +
      `Content-Type: ${type}\r\nContent-Encoding: ${encoding}\r\n${length}\r\nConnection: close\r\n\r\n`;
    const [reply] = await exchangeRaw(testServer.colloquy.baseUrl, head + body);
    expect(reply?.status).toBe(status);
    if (status === 415) expect(reply?.body).toContain('send the body without Content-Encoding');
  }
});

test.each([
  ['exactly the limit', 1024 * 1024, 201],
  ['one byte more', 1024 * 1024 + 1, 413],
  ['three megabytes', 3 * 1024 * 1024, 413],
])('a body of %s', async (_, length, status) => {
  const before = await testServer.contents();
  const reply = await send(
    [form],
    `FriendlyName=big&Other=${'x'.repeat(length - 'FriendlyName=big&Other='.length)}`,
  );
  expect(reply.status).toBe(status);
  if (status === 201) return;
  expectClientError(reply);
  expect(JSON.parse(reply.text).code).toBe(20413);
  expect(await testServer.contents()).toEqual(before);
});

test('a chunked body that exceeds the limit is rejected', async () => {
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  const head =
    `POST /v1/Conversations HTTP/1.1\r\nHost: a\r\nAuthorization: ${testServer.authorization}\r\n` +
    `Content-Type: ${form}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
  const [reply] = await exchangeRaw(testServer.colloquy.baseUrl, `${head}${chunk.repeat(17)}0\r\n\r\n`);
  expect(reply?.status).toBe(413);
});

test('a client that sends all of a body above the limit before it reads gets the reply, and keeps its connection', async () => {
  const body = `FriendlyName=${'x'.repeat(4 * 1024 * 1024)}`;
  const head =
    `POST /v1/Conversations HTTP/1.1\r\nHost: a\r\nAuthorization: ${testServer.authorization}\r\n` +
    `Content-Type: ${form}\r\n`;
  const next = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n';
  for (const framed of [
    `Content-Length: ${body.length}\r\n\r\n${body}`,
    `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  ]) {
    const replies = await exchangeRaw(testServer.colloquy.baseUrl, head + framed + next, { replies: 2 });
    expect(replies.map(({ status }) => status)).toEqual([413, 200]);
  }
});

test.each(['multipart/form-data', 'application/json', form])(
  'a chunked body of type %s that turns out to be empty has no parameters',
  async (type) => {
    const [reply] = await exchangeRaw(
      testServer.colloquy.baseUrl,
      `POST /v1/Conversations HTTP/1.1\r\nHost: a\r\nAuthorization: ${testServer.authorization}\r\n` +
        `Content-Type: ${type}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`,
    );
    expect(reply?.status).toBe(201);
  },
);

test('a deletion does not read its body, however large it is', async () => {
  const { body } = await testServer.call('POST', '/v1/Conversations', {});
  const [reply] = await exchangeRaw(
    testServer.colloquy.baseUrl,
    `DELETE /v1/Conversations/${body.sid} HTTP/1.1\r\nHost: a\r\nAuthorization: ${testServer.authorization}\r\n` +
      `Content-Length: 2000000\r\nConnection: close\r\n\r\n{`,
  );
  expect(reply?.status).toBe(204);
});

test('an invalid content type of an empty body is ignored', async () => {
  expect(await send(['\u00ff;;;'], '')).toMatchObject({ status: 201 });
});

test('a thousand parameters are decoded, and of a repeated one the last', async () => {
  const names = Array.from({ length: 998 }, (_, n) => `p${n}=`).join('&');
  const { status, text } = await send([form], `FriendlyName=first&${names}&FriendlyName=last`);
  expect(status).toBe(201);
  expect(JSON.parse(text).friendly_name).toBe('last');
});

test('separators, spaces and escaped bytes of a form are decoded', async () => {
  const read = async (text: string) => JSON.parse((await send([form], text)).text).friendly_name;
  expect(await read('FriendlyName=a+b%2Bc')).toBe('a b+c');
  expect(await read('FriendlyName=100%')).toBe('100%');
  expect(await read('FriendlyName=a=b==')).toBe('a=b==');
  expect(await read('&&=&==&FriendlyName=x&&')).toBe('x');
  expect(await read('FriendlyName=%F0%9F%98%80é')).toBe('😀é');
  expect(await read('FriendlyName=%EF%BF%BD')).toBe('\uFFFD');
});

test.each([
  ['raw bytes that are not UTF-8', Buffer.from([...Buffer.from('FriendlyName=a'), 0xff, 0xfe])],
  ['a surrogate in raw bytes', Buffer.from([...Buffer.from('FriendlyName=a'), 0xed, 0xa0, 0x80])],
  ['encoded bytes that are not UTF-8', Buffer.from('FriendlyName=a%FF')],
  ['invalid bytes beside a replacement character', Buffer.from('FriendlyName=a%FF&UniqueName=%EF%BF%BD')],
])('%s are rejected rather than replaced', async (_, body) => {
  const before = await testServer.contents();
  const reply = await send([form], body);
  expectClientError(reply);
  expect(await testServer.contents()).toEqual(before);
});

test('a replacement character is stored if it was sent, encoded or not', async () => {
  for (const sent of ['%EF%BF%BD', '\uFFFD']) {
    const { status, text } = await send([form], `FriendlyName=${sent}`);
    expect({ status, name: JSON.parse(text).friendly_name }).toEqual({ status: 201, name: '\uFFFD' });
  }
});

test('the parts of a multipart body are decoded as fields', async () => {
  const { status, text } = await send(
    [multipart],
    `${part('FriendlyName', 'é\r\n"b"')}${part('__proto__', 'x')}------x7--\r\n`,
  );
  expect(status).toBe(201);
  expect(JSON.parse(text).friendly_name).toBe('é\r\n"b"');
});

test('parts with bytes that are not UTF-8 are rejected rather than replaced', async () => {
  const body = Buffer.from(`${part('FriendlyName', 'a\u00ff')}------x7--\r\n`, 'latin1');
  const before = await testServer.contents();
  const reply = await send([multipart], body);
  expectClientError(reply);
  expect(await testServer.contents()).toEqual(before);
});

test('more than a thousand parts are rejected, like fields', async () => {
  const reply = await send(
    [multipart],
    `${Array.from({ length: 1001 }, (_, n) => part(`p${n}`, '')).join('')}------x7--\r\n`,
  );
  expectClientError(reply);
});
