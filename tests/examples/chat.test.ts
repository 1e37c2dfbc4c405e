import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { basicAuthorization } from '../support/http/caller.ts';
import { exchangeRaw } from '../support/http/raw-exchange.ts';

const folder = join(import.meta.dirname, '../../packages/server/examples/chat');
const settings = { COLLOQUY_EXAMPLES: '1' };

describe('on loopback', () => {
  let colloquy: Colloquy;
  let page: string;
  let key: string;
  beforeAll(async () => {
    colloquy = await startColloquy({ settings });
    [page = '', key = ''] = colloquy.exampleUrl?.split('#key=') ?? [];
  });
  afterAll(() => colloquy.stop());

  test('the page is served with a policy that allows only its own files, the API and the socket', async () => {
    const reply = await fetch(page);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const { host } = new URL(page);
    expect(reply.headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src 'self' http://${host} ws://${host}`,
      `img-src 'self' http://${host} blob:`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    const text = await reply.text();
    expect(text).not.toMatch(/<script>|<style| style=| on[a-z]+=|https?:/);
  });

  test('every file that the page names is served, and so is every file of its folder', async () => {
    const named = [...(await (await fetch(page)).text()).matchAll(/(?:src|href)="([^":,]+)"/g)].map(
      ([, name = '']) => name,
    );
    expect(named).toContain('twilio-conversations.min.js');
    for (const name of [...named, ...(await readdir(folder))]) {
      const reply = await fetch(page + name);
      const size = (await reply.arrayBuffer()).byteLength;
      expect({ name, status: reply.status, isEmpty: size === 0 }).toEqual({
        name,
        status: 200,
        isEmpty: false,
      });
    }
  });

  test('the path without a slash at the end leads to the page, also below the path of a proxy', async () => {
    const reply = await fetch(page.slice(0, -1), { redirect: 'manual' });
    expect([reply.status, reply.headers.get('location')]).toEqual([302, 'chat/']);
  });

  test.each([
    'nothing.js',
    '..%2fsdk.d.ts',
    '..%2f..%2fpackage.json',

    'constructor',
    'index.html%00',
  ])('the file %s does not exist', async (name) => {
    expect((await fetch(page + name)).status).toBe(404);
  });

  const requestToken = (headers: Readonly<Record<string, string>>, identity = 'alice') =>
    fetch(`${page}token`, { method: 'POST', headers, body: new URLSearchParams({ Identity: identity }) });

  test('a page with the key gets a token of an identity without credentials', async () => {
    const reply = await requestToken({ 'x-example-key': key });
    expect(reply.status).toBe(201);
    const { token, service_sid, ...rest } = (await reply.json()) as Record<string, string>;
    expect(rest).toMatchObject({ identity: 'alice' });
    const media = `${colloquy.baseUrl}/v1/Services/${service_sid}/Media/ME${'0'.repeat(32)}`;
    // An authenticated caller gets 404 for unknown media.
    expect((await fetch(media, { headers: { 'x-twilio-token': token ?? '' } })).status).toBe(404);
  });

  test('an invalid identity is refused', async () => {
    expect((await requestToken({ 'x-example-key': key }, 'system')).status).toBe(400);
  });

  test.each([
    ['a program', () => ({})],
    ['a page of the server that was opened without the key', () => ({ origin: colloquy.baseUrl })],
    ['a page with another key', () => ({ origin: colloquy.baseUrl, 'x-example-key': '0'.repeat(32) })],
    ['a page with a part of the key', () => ({ origin: colloquy.baseUrl, 'x-example-key': key.slice(1) })],
    ['another page', () => ({ origin: 'https://evil.example', 'x-example-key': '' })],
    ['a proxy on this machine', () => ({ origin: colloquy.baseUrl, 'x-forwarded-for': '192.0.2.1' })],
    ['a proxy that adds no header', () => ({ host: 'chat.example', origin: 'http://chat.example' })],
    [
      'a caller with credentials',
      () => ({ authorization: basicAuthorization(colloquy.accountSid, colloquy.authToken) }),
    ],
  ])('%s gets no token', async (_, headers) => {
    const reply = await requestToken(headers());
    expect([reply.status, await reply.json()]).toMatchObject([403, { code: 20403 }]);
  });

  test('a proxy passes on the requests of a page with the key', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https', 'x-example-key': key };
    expect((await requestToken(headers)).status).toBe(201);
  });

  test('the key is in no file of the page, and each start has another one', async () => {
    for (const name of ['', ...(await readdir(folder))])
      expect(await (await fetch(page + name)).text()).not.toContain(key);
    await using other = await startColloquy({ settings });
    expect(other.exampleUrl).toMatch(/\/examples\/chat\/#key=[0-9a-f]{32}$/);
    expect(other.exampleUrl).not.toContain(key);
  });
});

test.each([
  ['with a public URL', { COLLOQUY_PUBLIC_URL: 'https://chat.example/below' }],
  ['on all addresses', { HOST: '0.0.0.0' }],
])('%s, the page is served, but tokens need credentials', async (_, others) => {
  await using colloquy = await startColloquy({ settings: { ...settings, ...others } });
  const page = `${colloquy.listeningUrl}/examples/chat/`;
  expect((await fetch(page)).status).toBe(200);
  expect(colloquy.exampleUrl).toBe(`${colloquy.baseUrl}/examples/chat/`);
  const reply = await fetch(`${page}token`, { method: 'POST', headers: { 'x-example-key': '' } });
  expect(reply.status).toBe(401);
});

test('below a public URL, the policy allows its host', async () => {
  const publicUrl = 'https://chat.example/below';
  await using colloquy = await startColloquy({ settings: { ...settings, COLLOQUY_PUBLIC_URL: publicUrl } });
  const policy = (await fetch(`${colloquy.listeningUrl}/examples/chat/`)).headers.get(
    'content-security-policy',
  );
  expect(policy).toContain("connect-src 'self' https://chat.example wss://chat.example;");
});

test.each(['1.2.3.999', '[::::]', 'a:99999'])('a Host that is not one, %s, gets the page', async (host) => {
  await using colloquy = await startColloquy({ settings });
  const [reply] = await exchangeRaw(
    colloquy.baseUrl,
    `GET /examples/chat/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  );
  expect(reply?.status).toBe(200);
});

test('without the setting, the page does not exist', async () => {
  await using colloquy = await startColloquy({ settings: accountSettings });
  for (const path of ['/examples/chat', '/examples/chat/', '/examples/chat/main.js'])
    expect((await fetch(colloquy.baseUrl + path)).status).toBe(401);
});
