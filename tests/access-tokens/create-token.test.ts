import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, apiKey, otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { startServer, startServers } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';

type Token = Awaited<ReturnType<Client['createToken']>>;

const path = '/colloquy/v1/Tokens';
const callerOf = ({ baseUrl }: Colloquy, { sid, token } = account) => createCaller(baseUrl, sid, token);
const clientOf = ({ baseUrl }: Colloquy, { sid, token } = account) =>
  createClient({ baseUrl, username: sid, password: token });

/** The header and the claims of a token. */
const decode = (token: string) =>
  token
    .split('.', 2)
    .map((part): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString()));

/** The error code for a token at the media of its service; 20404, for unknown media, if the token is accepted. */
async function present({ baseUrl }: Colloquy, { token, serviceSid }: Token): Promise<number | undefined> {
  const call = createCaller(baseUrl, '', '');
  const media = `/v1/Services/${serviceSid}/Media/ME${'0'.repeat(32)}`;
  return (await call('GET', media, undefined, { 'x-twilio-token': token })).body.code;
}

describe.each(engines)('on %s', (engine) => {
  const disposables = new AsyncDisposableStack();
  let colloquy: Colloquy;
  let client: Client;
  beforeAll(async () => {
    colloquy = disposables.use(await startServer((await createDatabase(engine)).url));
    client = clientOf(colloquy);
  });
  afterAll(() => disposables.disposeAsync());

  test('a token of the account names its default service, and the media of the service accept it', async () => {
    const created = await client.createToken({ identity: 'alice' });
    const { sid: serviceSid } = await client.fetchService(created.serviceSid);
    const dateExpires = new Date('2024-05-01T13:00:00Z');
    expect(created).toEqual({ token: expect.any(String), identity: 'alice', serviceSid, dateExpires });
    expect(await present(colloquy, created)).toBe(20404);
  });

  test('tokens of the account are signed with one key, which says what it is for', async () => {
    const tokens = [await client.createToken({ identity: 'a' }), await client.createToken({ identity: 'b' })];
    const keys = await client.listKey(account.sid);
    expect(keys).toMatchObject([{ friendlyName: 'Signs the tokens of POST /colloquy/v1/Tokens' }]);
    for (const { token } of tokens)
      expect(decode(token)[1]).toMatchObject({ iss: keys[0]?.sid, sub: account.sid });
  });

  test('a token names the given service and ends after the given time', async () => {
    const { sid: serviceSid } = await client.createService({ friendlyName: 'Support' });
    const created = await client.createToken({ identity: 'alice', serviceSid, ttl: 60 });
    expect(created).toMatchObject({ serviceSid, dateExpires: new Date('2024-05-01T12:01:00Z') });
    const seconds = startTime.getTime() / 1000;
    expect(decode(created.token)[1]).toMatchObject({ iat: seconds, exp: seconds + 60 });
    expect(await present(colloquy, created)).toBe(20404);
  });

  test('after the key was deleted, its tokens are refused, and the next token has a new key', async () => {
    const before = await client.createToken({ identity: 'alice' });
    const [key] = await client.listKey(account.sid);
    await client.deleteKey(account.sid, key?.sid ?? '');
    expect(await present(colloquy, before)).toBe(20103);
    const after = await client.createToken({ identity: 'alice' });
    expect(await present(colloquy, after)).toBe(20404);
    expect(decode(after.token)[1]?.['iss']).not.toBe(key?.sid);
  });

  test.each<[string, Record<string, string>, number, number]>([
    ['no identity', {}, 400, 20001],
    ['an empty identity', { Identity: '' }, 400, 20001],
    ['the reserved identity', { Identity: 'system' }, 400, 50203],
    ['the SID of a user as the identity', { Identity: `US${'0'.repeat(32)}` }, 400, 50206],
    ['an identity that is too long', { Identity: 'x'.repeat(257) }, 400, 50207],
    ['a service that does not exist', { Identity: 'a', ServiceSid: `IS${'0'.repeat(32)}` }, 404, 20404],
    ['a malformed service', { Identity: 'a', ServiceSid: 'default' }, 400, 20001],
    ['no lifetime', { Identity: 'a', Ttl: '0' }, 400, 20001],
    ['a lifetime of more than a day', { Identity: 'a', Ttl: '86401' }, 400, 20001],
    ['a lifetime that is not a number', { Identity: 'a', Ttl: 'PT1H' }, 400, 20001],
  ])('%s is refused', async (_, form, status, code) => {
    const reply = await callerOf(colloquy)('POST', path, form);
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });

  test('a service of another account does not exist', async () => {
    const { sid } = await clientOf(colloquy, otherAccount).createService({ friendlyName: 'Theirs' });
    const reply = await callerOf(colloquy)('POST', path, { Identity: 'alice', ServiceSid: sid });
    expect(reply.status).toBe(404);
  });

  test('a deleted service does not exist', async () => {
    const { sid } = await client.createService({ friendlyName: 'Gone' });
    await client.deleteService(sid);
    const reply = await callerOf(colloquy)('POST', path, { Identity: 'alice', ServiceSid: sid });
    expect(reply.status).toBe(404);
  });

  test('an access token is not enough to create another one', async () => {
    const { token } = await client.createToken({ identity: 'alice' });
    const anonymous = createCaller(colloquy.baseUrl, '', '');
    const reply = await anonymous('POST', path, { Identity: 'bob' }, { 'x-twilio-token': token });
    expect([reply.status, reply.body.code]).toEqual([401, 20003]);
  });

  test('concurrent first requests, also to several processes, create one key', async () => {
    const servers = await startServers(engine, (await createDatabase(engine)).url);
    await using stack = new AsyncDisposableStack();
    for (const server of servers) stack.use(server);
    const requests = servers.flatMap((server) =>
      Array.from({ length: 10 }, (_, n) => clientOf(server).createToken({ identity: `user${n}` })),
    );
    const tokens = await Promise.all(requests);
    const [first] = servers;
    expect(await clientOf(first).listKey(account.sid)).toHaveLength(1);
    for (const token of tokens) expect(await present(first, token)).toBe(20404);
  });
});

test('a token of an API key has the claims of the official library, and ends with the key', async () => {
  await using colloquy = await startServer('sqlite::memory:', {}, new Date());
  const owner = clientOf(colloquy);
  const { sid, secret } = await owner.createKey(account.sid);
  const identity = 'älice "a"';
  const created = await clientOf(colloquy, { sid, token: secret }).createToken({ identity, ttl: 600 });
  const { AccessToken } = twilio.jwt;
  const official = new AccessToken(account.sid, sid, secret, { identity, ttl: 600 });
  official.addGrant(new AccessToken.ChatGrant({ serviceSid: created.serviceSid }));
  const [header, claims = {}] = decode(created.token);
  const [expectedHeader, expected = {}] = decode(official.toJwt());
  expect(header).toEqual(expectedHeader);
  // The library uses the machine's clock, which may be in a later second.
  const { iat } = claims;
  expect(claims).toEqual({ ...expected, iat, exp: Number(iat) + 600, jti: `${sid}-${iat}` });
  expect(Number(expected['iat']) - Number(iat)).toBeLessThan(20);
  expect(await present(colloquy, created)).toBe(20404);
  expect((await owner.listKey(account.sid)).map((key) => key.sid)).toEqual([sid]);

  await owner.deleteKey(account.sid, sid);
  expect(await present(colloquy, created)).toBe(20103);
});

test('a configured API key signs tokens, too', async () => {
  await using colloquy = await startServer('sqlite::memory:');
  const { sid, secret } = apiKey;
  const created = await clientOf(colloquy, { sid, token: secret }).createToken({ identity: 'alice' });
  expect(decode(created.token)[1]).toMatchObject({ iss: sid });
  expect(await present(colloquy, created)).toBe(20404);
});
