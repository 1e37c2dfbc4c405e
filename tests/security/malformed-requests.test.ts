import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectClientError } from '../support/http/expect-client-error.ts';
import { exchangeRaw } from '../support/http/raw-exchange.ts';
import { startTestServer, type TestServer } from '../support/servers/test-server.ts';

let testServer: TestServer;
beforeAll(async () => {
  testServer = await startTestServer('sqlite');
});
afterAll(() => testServer[Symbol.asyncDispose]());

const get = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${testServer.authorization}\r\n${headers}Connection: close\r\n\r\n`;

const post = (headers: string, body: string) =>
  `POST /v1/Conversations HTTP/1.1\r\nHost: a\r\nAuthorization: ${testServer.authorization}\r\n` +
  `Content-Type: application/x-www-form-urlencoded\r\n${headers}Connection: close\r\n\r\n${body}`;

const method = (name: string) => get('/v1/Conversations').replace('GET', name);
const chunked = (body: string) => post('Transfer-Encoding: chunked\r\n', body);
const missing = '/v1/Conversations/missing';

interface Attack {
  readonly name: string;
  readonly bytes: () => string | Buffer;
  readonly status: number;
  /** Whether the client closes its side after the bytes, as if it had crashed. */
  readonly end?: true;
}

const attacks: readonly Attack[] = [
  { name: 'no HTTP', bytes: () => 'hello\r\n\r\n', status: 400 },
  { name: 'a TLS handshake', bytes: () => Buffer.from('16030100a5010000a10303', 'hex'), status: 400 },
  {
    name: 'the preface of HTTP/2',
    bytes: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
    status: 400,
  },
  { name: 'an unknown version', bytes: () => 'GET / HTTP/9.9\r\nHost: a\r\n\r\n', status: 400 },
  { name: 'a method in lower case', bytes: () => method('get'), status: 400 },
  { name: 'FOO', bytes: () => method('FOO'), status: 400 },
  { name: 'CONNECT', bytes: () => 'CONNECT example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n', status: 405 },
  { name: 'PUT', bytes: () => method('PUT'), status: 405 },
  { name: 'PATCH', bytes: () => method('PATCH'), status: 405 },
  { name: 'no Host', bytes: () => get(missing).replace('Host: a\r\n', ''), status: 404 },
  { name: 'garbage as Host', bytes: () => get(missing).replace('Host: a', 'Host: "><script>'), status: 404 },
  { name: 'a header of 20 KB', bytes: () => get(missing, `X-Big: ${'x'.repeat(20_000)}\r\n`), status: 431 },
  { name: 'thousands of headers', bytes: () => get(missing, 'A: b\r\n'.repeat(3000)), status: 431 },
  { name: 'a path of 10 KB', bytes: () => get(`/v1/Conversations/${'x'.repeat(10_000)}`), status: 404 },
  { name: 'a path of 20 KB', bytes: () => get(`/v1/Conversations/${'x'.repeat(20_000)}`), status: 431 },
  { name: 'NUL in a header', bytes: () => get(missing, 'X: a\0b\r\n'), status: 400 },
  { name: 'NUL in the path', bytes: () => get('/v1/Conversations/a\0b'), status: 400 },
  { name: 'a space in the path', bytes: () => get('/v1/Conversations/a b'), status: 400 },
  { name: 'raw UTF-8 in the path', bytes: () => get('/v1/Conversations/é'), status: 400 },
  { name: 'a folded header', bytes: () => get(missing, 'X: a\r\n b\r\n'), status: 400 },
  { name: 'lines without CR', bytes: () => get(missing).replaceAll('\r', ''), status: 400 },
  { name: 'a path without a slash', bytes: () => get('v1/Conversations'), status: 400 },
  { name: 'dots that lead out', bytes: () => get('/v1/../../etc/passwd'), status: 404 },
  { name: 'doubled slashes', bytes: () => get('//v1//Conversations'), status: 404 },
  { name: 'half an encoding in the path', bytes: () => get('/v1/Conversations/%E0%A4%A'), status: 404 },
  { name: 'no encoding in the path', bytes: () => get('/v1/Conversations/%ZZ'), status: 404 },
  { name: 'the end of a request line missing', bytes: () => 'GET /v1/Conv', status: 400, end: true },
  {
    name: 'the end of the headers missing',
    bytes: () => 'GET / HTTP/1.1\r\nHost: a\r\n',
    status: 400,
    end: true,
  },
  { name: 'an expectation', bytes: () => post('Expect: tea\r\nContent-Length: 3\r\n', 'a=b'), status: 417 },
  { name: 'a WebSocket', bytes: () => get(missing, 'Upgrade: websocket\r\n'), status: 404 },
  { name: 'an upgrade to HTTP/2', bytes: () => get(missing, 'Upgrade: h2c\r\n'), status: 404 },
  { name: 'a chunk size that is none', bytes: () => chunked('ZZ\r\nUniqueName=x\r\n0\r\n\r\n'), status: 400 },
  { name: 'a chunk that is longer', bytes: () => chunked('3\r\nUniqueName=x\r\n0\r\n\r\n'), status: 400 },
  { name: 'a chunk that ends early', bytes: () => chunked('5\r\nUniqu'), status: 400, end: true },
  { name: 'a chunk extension of 20 KB', bytes: () => chunked(`1;${'x'.repeat(20_000)}\r\nU`), status: 413 },
  { name: 'another transfer encoding', bytes: () => post('Transfer-Encoding: gzip\r\n', 'abc'), status: 400 },
  {
    name: 'a length and chunks',
    bytes: () => post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    name: 'two lengths',
    bytes: () => post('Content-Length: 3\r\nContent-Length: 4\r\n', 'a=bc'),
    status: 400,
  },
  { name: 'a negative length', bytes: () => post('Content-Length: -5\r\n', 'a=b'), status: 400 },
  { name: 'a length in words', bytes: () => post('Content-Length: five\r\n', 'a=b'), status: 400 },
  {
    name: 'a length of 24 digits',
    bytes: () => post(`Content-Length: ${'9'.repeat(24)}\r\n`, 'a=b'),
    status: 400,
  },
  { name: 'a length over the limit', bytes: () => post('Content-Length: 2000000\r\n', 'a=b'), status: 413 },
  {
    name: 'less than the length',
    bytes: () => post('Content-Length: 50\r\n', 'UniqueName=x'),
    status: 400,
    end: true,
  },
];

test.each(attacks)('$name is rejected with $status in JSON, and changes nothing', async (attack) => {
  const before = await testServer.contents();
  const [reply, ...more] = await exchangeRaw(testServer.colloquy.baseUrl, attack.bytes(), {
    end: attack.end ?? false,
  });
  expect(more).toEqual([]);
  expectClientError({
    status: reply?.status ?? 0,
    text: reply?.body ?? '',
    type: reply?.headers['content-type'],
  });
  expect(reply?.status).toBe(attack.status);
  expect(await testServer.contents()).toEqual(before);
});

test.each(['PROPFIND', 'TRACE'])('the method %s is rejected', async (name) => {
  const [reply] = await exchangeRaw(testServer.colloquy.baseUrl, method(name));
  expectClientError({
    status: reply?.status ?? 0,
    text: reply?.body ?? '',
    type: reply?.headers['content-type'],
  });
});

describe('several requests on one connection', () => {
  const create = (name: string) => {
    const body = `UniqueName=${name}`;
    return post(`Content-Length: ${body.length}\r\n`, body).replace('Connection: close\r\n', '');
  };

  test('pipelined requests are answered in order', async () => {
    const bytes = create('first') + create('second') + create('first') + get(missing);
    const replies = await exchangeRaw(testServer.colloquy.baseUrl, bytes);
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 409, 404]);
    expect(replies.slice(0, 2).map(({ body }) => JSON.parse(body).unique_name)).toEqual(['first', 'second']);
  });

  /** Returns whether the request in `bytes` was executed, and the status of the first reply. */
  const outcome = async (bytes: string) => {
    const before = await testServer.contents();
    const [reply] = await exchangeRaw(testServer.colloquy.baseUrl, bytes);
    // Writes are executed in order, so this reply shows that the others are decided.
    await testServer.call('POST', '/v1/Conversations/kept', {});
    const done = (await testServer.contents()).conversations.length > before.conversations.length;
    return { done, status: reply?.status };
  };

  test('a write that garbage follows is not reported as failed', async () => {
    // The server reports success, or closes the connection so that the client knows the result is unknown.
    const result = await outcome(`${create('before-garbage')}\0\0garbage\r\n\r\n`);
    expect([
      { done: true, status: 201 },
      { done: true, status: undefined },
    ]).toContainEqual(result);
  });

  test('a write whose body is longer than declared is not reported as failed', async () => {
    const bytes = post('Content-Length: 5\r\n', 'UniqueName=x').replace('Connection: close\r\n', '');
    const result = await outcome(bytes);
    expect([
      { done: true, status: 201 },
      { done: true, status: undefined },
      { done: false, status: 400 },
    ]).toContainEqual(result);
  });
});

test('the server still works after all malformed requests', async () => {
  expect((await testServer.call('GET', '/v1/Conversations/kept')).body.attributes).toBe('{"a":1}');
});

describe('after a request on the same connection whose reply is pending', () => {
  /** Creates a conversation, which takes a while, and sends something else at once. */
  const exchangeAfterPost = async (bytes: string) => {
    const create = `POST /v1/Conversations HTTP/1.1\r\nHost: a\r\nAuthorization: ${testServer.authorization}\r\nContent-Length: 0\r\n\r\n`;
    const replies = await exchangeRaw(testServer.colloquy.baseUrl, create + bytes);
    return replies.map(({ status }) => status);
  };
  const upgrade = (path: string) =>
    `GET ${path} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

  test.each(['/v3/wsconnect', '/elsewhere'])(
    'an upgrade of %s is a request like others, and gets its reply in order',
    async (path) => {
      expect(await exchangeAfterPost(upgrade(path))).toEqual([201, 401]);
    },
  );

  test('CONNECT closes the connection after the reply', async () => {
    expect(await exchangeAfterPost('CONNECT example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n')).toEqual([201]);
  });
});
