import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiKey, otherAccount } from '../support/accounts.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { basicAuthorization } from '../support/http/caller.ts';
import {
  authorization,
  createService,
  type MediaRecord,
  type MediaServer,
  startMediaServer,
} from '../support/servers/media-server.ts';
import { folderSettings } from '../support/servers/media-storage.ts';

const disposables = new AsyncDisposableStack();
let server: MediaServer;
let record: MediaRecord;
beforeAll(async () => {
  const { url } = await createDatabase('sqlite');
  server = disposables.use(await startMediaServer(url, folderSettings(disposables)));
  record = await server.uploadText();
});
afterAll(() => disposables.disposeAsync());

const codeOf = async (reply: Response) => ((await reply.json()) as { code: number }).code;

/** Sends each request of the media API with the given credentials. */
const requests = (headers: Record<string, string>, media = server.media, sid = record.sid) => [
  fetch(media, { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: 'x' }),
  fetch(`${media}Set`, { method: 'POST', headers, body: '{"command":"get","list":[]}' }),
  fetch(`${media}/${sid}`, { headers }),
  fetch(`${media}/${sid}/Content`, { headers }),
  fetch(`${media}/${sid}`, { method: 'DELETE', headers }),
];

test('an API key has the same access to media as its account', async () => {
  const reply = await fetch(record.links.content, {
    headers: { authorization: basicAuthorization(apiKey.sid, apiKey.secret) },
  });
  expect(await reply.text()).toBe('hello');
});

test('media needs valid credentials', async () => {
  for (const headers of [{}, { authorization: basicAuthorization(apiKey.sid, 'wrong') }]) {
    for (const reply of await Promise.all(requests(headers))) {
      expect(reply.status).toBe(401);
      expect(reply.headers.get('www-authenticate')).toMatch(/^Basic /);
      expect(await codeOf(reply)).toBe(20003);
    }
  }
});

test('another account finds no media by any path', async () => {
  const theirs = basicAuthorization(otherAccount.sid, otherAccount.token);
  const own = await createService(server.colloquy, theirs);
  const headers = { authorization: theirs };
  for (const reply of await Promise.all(requests(headers))) expect(reply.status).toBe(404);
  const media = `${server.colloquy.baseUrl}/v1/Services/${own}/Media`;
  const [, , ...inOwn] = await Promise.all(requests(headers, media));
  for (const reply of inOwn) expect(reply.status).toBe(404);
});

test('media of one service is not found below another', async () => {
  const other = await createService(server.colloquy, authorization);
  const media = `${server.colloquy.baseUrl}/v1/Services/${other}/Media`;
  const [, , ...replies] = await Promise.all(requests({ authorization }, media));
  for (const reply of replies) expect(reply.status).toBe(404);
});

test.each(['ME', `IM${'0'.repeat(32)}`, `ME${'0'.repeat(32)}`, '%00', '..%2F..%2Fcolloquy.db', '%FF'])(
  'media %s is not found',
  async (sid) => {
    const [, , ...replies] = await Promise.all(requests({ authorization }, server.media, sid));
    for (const reply of replies) expect(reply.status).toBe(404);
  },
);

test('media is not found below a path with a malformed service SID', async () => {
  const media = `${server.colloquy.baseUrl}/v1/Services/support/Media`;
  for (const reply of await Promise.all(requests({ authorization }, media))) expect(reply.status).toBe(404);
});

test('unsupported methods on media are rejected', async () => {
  for (const url of [server.media, `${server.media}Set`, record.url, record.links.content]) {
    const reply = await fetch(url, { method: 'PUT', headers: { authorization } });
    expect([reply.status, await codeOf(reply)]).toEqual([405, 20004]);
  }
});

test.each([
  '',
  '[]',
  'null',
  '{"command":"set","list":[]}',
  '{"command":"get"}',
  '{"command":"get","list":{}}',
])('a request for several media objects is rejected with the body %j', async (body) => {
  const reply = await fetch(`${server.media}Set`, { method: 'POST', headers: { authorization }, body });
  expect([reply.status, await codeOf(reply)]).toEqual([400, 20001]);
});

test('a temporary link works for five minutes, for its own media and signature only', async () => {
  const { url } = await createDatabase('sqlite');
  await using own = await startMediaServer(url);
  const [{ links }, other] = [await own.uploadText(), await own.uploadText()];
  const link = new URL(links.content_direct_temporary);
  const changed = (change: (changed: URL) => void) => {
    const result = new URL(link);
    change(result);
    return fetch(result);
  };
  const signature = link.searchParams.get('signature') ?? '';
  const rejected = [
    changed(({ searchParams }) => searchParams.set('expires', `${Number(searchParams.get('expires')) + 1}`)),
    changed(({ searchParams }) => searchParams.set('expires', 'Infinity')),
    changed(({ searchParams }) => searchParams.delete('expires')),
    changed(({ searchParams }) => searchParams.delete('signature')),
    changed(({ searchParams }) => searchParams.set('signature', '')),
    changed(({ searchParams }) => searchParams.set('signature', signature.slice(0, -4))),
    changed(({ searchParams }) =>
      searchParams.set('signature', (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)),
    ),
    changed((it) => (it.pathname = new URL(other.links.content_direct_temporary).pathname)),
  ];
  for (const reply of await Promise.all(rejected)) {
    expect([reply.status, await codeOf(reply)]).toEqual([403, 20403]);
  }
  await own.colloquy.advance('PT299S');
  expect(await (await fetch(link)).text()).toBe('hello');
  await own.colloquy.advance('PT1S');
  expect((await fetch(link)).status).toBe(403);
});

test('temporary links survive a restart', async () => {
  const { url } = await createDatabase('sqlite');
  let link: string;
  {
    await using first = await startMediaServer(url);
    link = (await first.uploadText()).links.content_direct_temporary;
  }
  await using second = await startMediaServer(url);
  expect(await (await fetch(second.colloquy.baseUrl + link.slice(link.indexOf('/media/')))).text()).toBe(
    'hello',
  );
});

test.each([
  ['text/plain; charset=utf-8', 'inline'],
  ['IMAGE/PNG', 'inline'],
  ['video/mp4', 'inline'],
  ['text/html', 'attachment'],
  ['image/svg+xml', 'attachment'],
  ['application/xml', 'attachment'],
  ['application/pdf', 'attachment'],
  ['application/octet-stream', 'attachment'],
])('a browser receives %s as %s and executes nothing in it', async (type, way) => {
  const reply = await server.upload(
    'x',
    { 'content-type': type },
    `?Filename=${encodeURIComponent('ä"\\;\'.x')}`,
  );
  const { links } = (await reply.json()) as MediaRecord;
  for (const got of [await server.get(links.content), await fetch(links.content_direct_temporary)]) {
    expect(got.headers.get('content-type')).toBe(type.toLowerCase());
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    expect(got.headers.get('content-security-policy')).toBe('sandbox');
    expect(got.headers.get('access-control-allow-origin')).toBe('*');
    expect(got.headers.get('content-disposition')).toBe(
      `${way}; filename="___;'.x"; filename*=UTF-8''%C3%A4%22%5C%3B%27.x`,
    );
  }
});

test('content is not sent to a client that has it, and HEAD sends none', async () => {
  const got = await server.get(record.links.content);
  const etag = got.headers.get('etag') ?? '';
  expect(got.headers.get('cache-control')).toBe('private, no-cache');
  expect((await server.get(record.links.content, { 'if-none-match': `"x", ${etag}` })).status).toBe(304);
  expect((await server.get(record.links.content, { 'if-none-match': '"x"' })).status).toBe(200);
  expect((await server.get(record.links.content, { range: 'bytes=0-0', 'if-range': '"x"' })).status).toBe(
    200,
  );
  const head = await fetch(record.links.content, { method: 'HEAD', headers: { authorization } });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '5', '']);
});

test('a page of another origin can send access tokens', async () => {
  const reply = await fetch(server.media, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-twilio-token',
    },
  });
  expect(reply.status).toBe(204);
  expect(reply.headers.get('access-control-allow-origin')).toBe('*');
  expect(reply.headers.get('access-control-allow-headers')).toMatch(/content-type,.*x-twilio-token/i);
  expect(reply.headers.get('access-control-allow-methods')).toContain('POST');
});

test('users upload and fetch media with their tokens, and delete only their own', async () => {
  const alice = { 'x-twilio-token': signAccessToken(server.serviceSid) };
  const bob = { 'x-twilio-token': signAccessToken(server.serviceSid, { grants: { identity: 'bob' } }) };
  const form = new FormData();
  form.append('file', new Blob(['hi'], { type: 'text/plain' }), 'a.txt');
  const reply = await fetch(server.media, { method: 'POST', headers: alice, body: form });
  const made = (await reply.json()) as MediaRecord;
  expect(made).toMatchObject({ author: 'alice', filename: 'a.txt', content_type: 'text/plain', size: 2 });
  expect(await (await fetch(made.links.content, { headers: bob })).text()).toBe('hi');
  expect((await fetch(made.url, { method: 'DELETE', headers: bob })).status).toBe(403);
  expect((await fetch(record.url, { method: 'DELETE', headers: alice })).status).toBe(403);
  expect((await fetch(made.url, { method: 'DELETE', headers: alice })).status).toBe(204);
});
