import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { exchangeRaw } from '../support/http/raw-exchange.ts';

const folder = join(import.meta.dirname, '../../packages/server/examples/chat');
const settings = { COLLOQUY_EXAMPLES: '1' };

describe('on loopback', () => {
  let colloquy: Colloquy;
  let page: string;
  beforeAll(async () => {
    colloquy = await startColloquy({ settings });
    page = `${colloquy.baseUrl}/examples/chat/`;
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

  test('the page gets a token of an identity without credentials', async () => {
    const reply = await requestToken({ origin: colloquy.baseUrl });
    expect(reply.status).toBe(201);
    const { token, service_sid, ...rest } = (await reply.json()) as Record<string, string>;
    expect(rest).toMatchObject({ identity: 'alice' });
    const media = `${colloquy.baseUrl}/v1/Services/${service_sid}/Media/ME${'0'.repeat(32)}`;
    // An authenticated caller gets 404 for unknown media.
    expect((await fetch(media, { headers: { 'x-twilio-token': token ?? '' } })).status).toBe(404);
  });

  test('an invalid identity is refused', async () => {
    expect((await requestToken({ origin: colloquy.baseUrl }, 'system')).status).toBe(400);
  });

  test.each([
    ['another page', () => ({ origin: 'https://evil.example' })],
    ['a page of another port', () => ({ origin: 'http://127.0.0.1:1' })],
    ['a page without an origin', () => ({ origin: 'null' })],
    ['a program', () => ({})],
  ])('%s gets no token', async (_, headers) => {
    expect((await requestToken(headers())).status).toBe(403);
  });
});

test.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'])(
  'a request with %s, from a proxy on this machine, gets no token',
  async (name) => {
    await using colloquy = await startColloquy({ settings });
    const { baseUrl } = colloquy;
    const headers = { origin: baseUrl, [name]: '192.0.2.1' };
    const body = new URLSearchParams({ Identity: 'alice' });
    const reply = await fetch(`${baseUrl}/examples/chat/token`, { method: 'POST', headers, body });
    expect(reply.status).toBe(403);
  },
);

test('a foreign name that resolves to this machine gets no token', async () => {
  await using colloquy = await startColloquy({ settings });
  const { port } = new URL(colloquy.baseUrl);
  const requestAs = async (host: string) => {
    const body = 'Identity=alice';
    const type = 'Content-Type: application/x-www-form-urlencoded';
    const [reply] = await exchangeRaw(
      colloquy.baseUrl,
      `POST /examples/chat/token HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\n${type}\r\n` +
        `Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    return reply?.status;
  };
  expect(await requestAs(`evil.example:${port}`)).toBe(403);
  expect(await requestAs(`localhost:${port}`)).toBe(201);
});

test.each([
  ['with a public URL', { COLLOQUY_PUBLIC_URL: 'https://chat.example/below' }],
  ['on all addresses', { HOST: '0.0.0.0' }],
])('%s, the page is served, but tokens need credentials', async (_, others) => {
  await using colloquy = await startColloquy({ settings: { ...settings, ...others } });
  const page = `${colloquy.listeningUrl}/examples/chat/`;
  expect((await fetch(page)).status).toBe(200);
  const origin = new URL(page).origin;
  const reply = await fetch(`${page}token`, { method: 'POST', headers: { origin } });
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
