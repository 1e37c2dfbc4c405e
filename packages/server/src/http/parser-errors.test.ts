import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { Authenticator } from './authentication.ts';
import { rejectRequest } from './parser-errors.ts';
import { createHttpServer } from './server.ts';

/** What a client reads of a connection whose request the parser has refused with `code`. */
async function read(code: string): Promise<string> {
  const server = createServer((socket) => rejectRequest({ code }, socket, 'RQ1')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = connect({ host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
  let text = '';
  client.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await once(client, 'close');
  server.close();
  return text;
}

test.each([
  ['ERR_HTTP_REQUEST_TIMEOUT', 408, 20001],
  ['HPE_HEADER_OVERFLOW', 431, 20413],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413, 20413],
  ['HPE_INVALID_METHOD', 400, 20001],
])('%s is told as %i in JSON, and the connection is closed', async (code, status, apiCode) => {
  const text = await read(code);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} \\S`));
  expect(head.toLowerCase()).toContain('connection: close');
  expect(head.toLowerCase()).toContain(`content-length: ${Buffer.byteLength(body)}`);
  expect(head.toLowerCase()).toContain('twilio-request-id: rq1');
  expect(JSON.parse(body)).toMatchObject({ code: apiCode, status });
});

test('a connection that the client has reset is dropped', async () => {
  expect(await read('ECONNRESET')).toBe('');
});

test('requests that do not arrive in time are rejected', () => {
  const { server } = createHttpServer({
    authenticator: new Authenticator([]),
    requestId: () => 'RQ1',
    isDraining: () => false,
    baseUrl: () => 'http://localhost',
    onError: () => {},
    namesIgnoredParameters: false,
    onRequest: () => {},
    onRejected: () => {},
    onResponse: () => {},
  });
  for (const limit of [server.requestTimeout, server.headersTimeout]) {
    expect(limit).toBeGreaterThan(0);
    expect(limit).toBeLessThanOrEqual(60_000);
  }
});
