import twilio from 'twilio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, apiKey, otherApiKey } from '../support/accounts.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { signAccessToken, type TokenChanges } from '../support/http/access-token.ts';
import {
  authorization,
  createService,
  type MediaServer,
  startMediaServer,
} from '../support/servers/media-server.ts';
import { startTime } from '../support/start-time.ts';

const disposables = new AsyncDisposableStack();
let server: MediaServer;
let other: string;
let url: string;
beforeAll(async () => {
  server = disposables.use(await startMediaServer((await createDatabase('sqlite')).url));
  other = await createService(server.colloquy, authorization);
  url = (await server.uploadText()).url;
});
afterAll(() => disposables.disposeAsync());

const present = async (given: string) => {
  const reply = await fetch(url, { headers: { 'x-twilio-token': given } });
  return [reply.status, ((await reply.json()) as { code?: number }).code];
};

const seconds = startTime.getTime() / 1000;
const day = 86_400;

test.each<[string, TokenChanges]>([
  ['like those of the official libraries', {}],
  ['with another algorithm', { header: { alg: 'HS512' } }],
  ['with a region', { header: { twr: 'us1' } }],
  ['that is valid from now', { claims: { nbf: seconds } }],
  ['that is valid for a day', { claims: { exp: seconds + day } }],
  ['whose identity is a number', { grants: { identity: 7 } }],
])('a token %s is accepted', async (_, changes) => {
  expect(await present(signAccessToken(server.serviceSid, changes))).toEqual([200, undefined]);
});

test('a token of the official library is accepted, and its identity is the author of the upload', async () => {
  const { AccessToken } = twilio.jwt;
  const made = new AccessToken(account.sid, apiKey.sid, apiKey.secret, { identity: 'carol', ttl: 3600 });
  made.addGrant(new AccessToken.ChatGrant({ serviceSid: server.serviceSid }));
  // The library uses the machine's clock.
  await using today = await startMediaServer((await createDatabase('sqlite')).url, {}, new Date());
  made.addGrant(new AccessToken.ChatGrant({ serviceSid: today.serviceSid }));
  const headers = { 'x-twilio-token': made.toJwt(), 'content-type': 'text/plain' };
  const reply = await fetch(today.media, { method: 'POST', headers, body: 'x' });
  expect(await reply.json()).toMatchObject({ author: 'carol' });
});

test('an identity with a lone surrogate is shown as it is stored', async () => {
  const token = signAccessToken(server.serviceSid, { grants: { identity: 'a\ud800b' } });
  const headers = { 'x-twilio-token': token, 'content-type': 'text/plain' };
  const created = await fetch(server.media, { method: 'POST', headers, body: 'x' });
  const record = (await created.json()) as { url: string; author: string };
  expect(record.author).toBe('a\ufffdb');
  const fetched = await fetch(record.url, { headers });
  expect(await fetched.json()).toMatchObject({ author: record.author });
});

test.each<[number, string, () => string]>([
  [20101, 'that is empty', () => ''],
  [20101, 'that is none', () => 'a.b.c'],
  [20101, 'in two parts', () => signAccessToken(server.serviceSid).split('.', 2).join('.')],
  [20101, 'that is too long', () => 'x'.repeat(9000)],
  [20102, 'with the algorithm none', () => signAccessToken(server.serviceSid, { header: { alg: 'none' } })],
  [20102, 'of a public key', () => signAccessToken(server.serviceSid, { header: { alg: 'RS256' } })],
  [20102, 'of another kind', () => signAccessToken(server.serviceSid, { header: { cty: undefined } })],
  [20103, 'of no key', () => signAccessToken(server.serviceSid, { claims: { iss: `SK${'0'.repeat(32)}` } })],
  [
    20103,
    'that the account itself has signed',
    () => signAccessToken(server.serviceSid, { claims: { iss: account.sid }, secret: account.token }),
  ],
  [
    20103,
    'for another account',
    () => signAccessToken(server.serviceSid, { claims: { sub: `AC${'0'.repeat(32)}` } }),
  ],
  [
    20103,
    "signed with another account's key",
    () =>
      signAccessToken(server.serviceSid, { claims: { iss: otherApiKey.sid }, secret: otherApiKey.secret }),
  ],
  [20104, 'that has expired', () => signAccessToken(server.serviceSid, { claims: { exp: seconds } })],
  [20104, 'that never expires', () => signAccessToken(server.serviceSid, { claims: { exp: undefined } })],
  [
    20105,
    'that is not good yet',
    () => signAccessToken(server.serviceSid, { claims: { nbf: seconds + 61 } }),
  ],
  [
    20104,
    'that is valid for more than a day',
    () => signAccessToken(server.serviceSid, { claims: { exp: seconds + day + 1 } }),
  ],
  [
    20104,
    'that expires more than a day ahead, whenever it was issued',
    () => signAccessToken(server.serviceSid, { claims: { iat: seconds + day, exp: seconds + day + 61 } }),
  ],
  [
    20104,
    'without a start that expires more than a day ahead',
    () => signAccessToken(server.serviceSid, { claims: { iat: undefined, exp: seconds + day + 61 } }),
  ],
  [20106, 'without grants', () => signAccessToken(server.serviceSid, { claims: { grants: undefined } })],
  [20106, 'with an empty identity', () => signAccessToken(server.serviceSid, { grants: { identity: '' } })],
  ...['a\0b', 'system', `US${'0'.repeat(32)}`, 'x'.repeat(257)].map(
    (identity): [number, string, () => string] => [
      20106,
      `with the identity ${JSON.stringify(identity).slice(0, 20)}`,
      () => signAccessToken(server.serviceSid, { grants: { identity } }),
    ],
  ),
  [20106, 'for no service', () => signAccessToken(server.serviceSid, { grants: { chat: {} } })],
  [20106, 'for another service', () => signAccessToken(other)],
  [20107, 'with another secret', () => signAccessToken(server.serviceSid, { secret: 'guess' })],
  [
    20107,
    'whose claims were changed',
    () => {
      const [header = '', , signature = ''] = signAccessToken(server.serviceSid).split('.');
      const [, claims = ''] = signAccessToken(server.serviceSid, { grants: { identity: 'mallory' } }).split(
        '.',
      );
      return [header, claims, signature].join('.');
    },
  ],
])('%i for a token %s', async (code, _, make) => {
  expect(await present(make())).toEqual([401, code]);
});

test.each<[string, Record<string, number | undefined>]>([
  ['an issue date', { iat: seconds + 60 }],
  ['a start', { nbf: seconds + 60 }],
  ['an issue date and a lifetime of a day', { iat: seconds + 5, exp: seconds + 5 + day }],
  ['a start and a lifetime of a day', { iat: seconds + 5, nbf: seconds + 5, exp: seconds + 5 + day }],
  ['a lifetime of a day and no issue date', { iat: undefined, exp: seconds + 60 + day }],
])('a token is accepted whose clock is up to a minute ahead: %s', async (_, claims) => {
  const [status] = await present(signAccessToken(server.serviceSid, { claims }));
  expect(status).toBe(200);
});

test('a token expires by the clock of the server', async () => {
  await using own = await startMediaServer((await createDatabase('sqlite')).url);
  const { url: media } = await own.uploadText();
  const headers = { 'x-twilio-token': signAccessToken(own.serviceSid) };
  expect((await fetch(media, { headers })).status).toBe(200);
  await own.colloquy.advance('PT1H');
  expect((await fetch(media, { headers })).status).toBe(401);
});

test('a token of another account does not find the service', async () => {
  const foreign = signAccessToken(server.serviceSid, {
    claims: { iss: otherApiKey.sid, sub: `AC${'b'.repeat(32)}` },
    secret: otherApiKey.secret,
  });
  expect(await present(foreign)).toEqual([404, 20404]);
});
