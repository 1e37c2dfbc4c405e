import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchangeRaw } from '../support/http/raw-exchange.ts';
import { startTestServer, type TestServer } from '../support/servers/test-server.ts';

let testServer: TestServer;
beforeAll(async () => {
  testServer = await startTestServer('sqlite');
});
afterAll(() => testServer[Symbol.asyncDispose]());

const form = 'Content-Type: application/x-www-form-urlencoded';
const foreign = 'Origin: https://page.example';
const service = `/v1/Services/IS${'0'.repeat(32)}/Media`;

/** Browsers set the headers of a request as strictly as this; `fetch` of Node would add others. */
async function post(path: string, headers: readonly string[], host = 'chat.example:8080'): Promise<number> {
  const lines = [`POST ${path} HTTP/1.1`, `Host: ${host}`, `Authorization: ${testServer.authorization}`];
  const head = [...lines, ...headers, 'Content-Length: 0', 'Connection: close', '', ''].join('\r\n');
  const [reply] = await exchangeRaw(testServer.colloquy.baseUrl, head);
  return reply?.status ?? 0;
}

test.each([
  ['a form', '/v1/Conversations', [foreign, form]],
  ['a form of a sandboxed page', '/v1/Conversations', ['Origin: null', form]],
  ['a form with a charset', '/v1/Conversations', [foreign, `${form}; charset=utf-8`]],
  ['a multipart form', '/v1/Conversations', [foreign, 'Content-Type: multipart/form-data; boundary=a']],
  ['a body without a type', '/v1/Conversations', [foreign]],
  ['a form of another port', '/v1/Conversations', ['Origin: http://chat.example:9090', form]],
  ['a form of another subdomain', '/v1/Conversations', [foreign, form, 'Sec-Fetch-Site: same-site']],
  ['an upload', service, [foreign, 'Content-Type: text/plain']],
])('%s that a browser may have sent with remembered credentials is refused', async (_, path, headers) => {
  const before = await testServer.contents();
  expect(await post(path, headers)).toBe(403);
  expect(await testServer.contents()).toEqual(before);
});

test.each([
  ['a program, which has no origin', [form]],
  ['a page of the server', ['Origin: http://chat.example:8080', form]],
  ['a page of the server behind a proxy', [foreign, form, 'Sec-Fetch-Site: same-origin']],
  ['a page that needed a preflight', [foreign, form, 'X-Requested-With: fetch']],
  ['a page with an idempotency key', [foreign, form, 'Idempotency-Key: a']],
  ['a page that asks for webhooks', [foreign, form, 'X-Twilio-Webhook-Enabled: true']],
])('a form of %s is accepted', async (_, headers) => {
  expect(await post('/v1/Conversations', headers)).toBe(201);
});
