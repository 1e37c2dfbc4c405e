import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, apiKey, otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { basicAuthorization, createCaller } from '../support/http/caller.ts';
import { officialClient } from '../support/http/official-client.ts';
import { startServer } from '../support/servers/start-servers.ts';
import {
  acceptedReply,
  callerOf,
  keysPath,
  officialKeysOf,
  tryCredentials,
  unknownUserReply,
  wrongSecretReply,
} from './support/api-keys.ts';

describe.each(engines)('an API key in the database on %s', (engine) => {
  const disposables = new AsyncDisposableStack();
  let url: string;
  let colloquy: Awaited<ReturnType<typeof startServer>>;
  let present: ReturnType<typeof tryCredentials>;
  beforeAll(async () => {
    url = (await createDatabase(engine)).url;
    colloquy = disposables.use(await startServer(url));
    present = tryCredentials(colloquy);
  });
  afterAll(() => disposables.disposeAsync());

  test('an API key in the database opens its account and no other, also with the official client', async () => {
    const { sid, secret } = await officialKeysOf(colloquy, otherAccount).newKeys.create();
    const options = { accountSid: otherAccount.sid };
    const { conversations } = officialClient(colloquy.baseUrl, sid, secret, options);
    const made = await conversations.v1.conversations.create({ friendlyName: 'By key' });
    expect(made).toMatchObject({ accountSid: otherAccount.sid, friendlyName: 'By key' });
    expect(await conversations.v1.conversations.list()).toHaveLength(1);
    expect((await callerOf(colloquy)('GET', '/v1/Conversations')).body.conversations).toEqual([]);
  });

  test('an API key does not work with another secret, also after the right one', async () => {
    const { sid, secret } = await officialKeysOf(colloquy).newKeys.create();
    const wrong = `${secret.slice(1)}x`;
    expect(await present(sid, wrong)).toEqual(wrongSecretReply);
    expect(await present(sid, secret)).toEqual(acceptedReply);
    expect(await present(sid, secret)).toEqual(acceptedReply);
    expect(await present(sid, wrong)).toEqual(wrongSecretReply);
    expect(await present(sid, '')).toEqual(wrongSecretReply);
    expect(await present(sid, apiKey.secret)).toEqual(wrongSecretReply);
    expect(await present(apiKey.sid, secret)).toEqual(wrongSecretReply);
    for (const user of [`SK${'0'.repeat(32)}`, 'SK', '', `SK${sid.slice(2).toUpperCase()}`, ` ${sid}`])
      expect(await present(user, secret)).toEqual(unknownUserReply);
  });

  test('a deleted API key stops working at once, also among concurrent requests', async () => {
    const { keys, newKeys } = officialKeysOf(colloquy);
    const [kept, deleted] = [await newKeys.create(), await newKeys.create()];
    for (const { sid, secret } of [kept, deleted]) expect(await present(sid, secret)).toEqual(acceptedReply);
    const under = Array.from({ length: 20 }, () => present(deleted.sid, deleted.secret));
    await keys(deleted.sid).remove();
    expect(await present(deleted.sid, deleted.secret)).toEqual(unknownUserReply);
    for (const reply of await Promise.all(under))
      expect([acceptedReply, unknownUserReply]).toContainEqual(reply);
    expect(await present(deleted.sid, deleted.secret)).toEqual(unknownUserReply);
    expect(await present(kept.sid, kept.secret)).toEqual(acceptedReply);
  });

  test('an API key still works after it was renamed and after the server was restarted', async () => {
    const { keys, newKeys } = officialKeysOf(colloquy);
    const { sid, secret } = await newKeys.create();
    expect(await present(sid, secret)).toEqual(acceptedReply);
    await keys(sid).update({ friendlyName: 'Other' });
    expect(await present(sid, secret)).toEqual(acceptedReply);

    await colloquy.stop();
    colloquy = disposables.use(await startServer(url));
    present = tryCredentials(colloquy);
    expect(await present(sid, secret)).toEqual(acceptedReply);
    expect((await officialKeysOf(colloquy).keys(sid).fetch()).friendlyName).toBe('Other');
  });

  test('an API key does not work once its account is no longer configured', async () => {
    const { sid, secret } = await officialKeysOf(colloquy, otherAccount).newKeys.create();
    await colloquy.stop();
    const settings = { COLLOQUY_ACCOUNTS: '', COLLOQUY_API_KEYS: `${apiKey.sid}:${apiKey.secret}` };
    await using without = await startServer(url, settings);
    expect(await tryCredentials(without)(sid, secret)).toEqual(unknownUserReply);
    await without.stop();
    colloquy = disposables.use(await startServer(url));
    present = tryCredentials(colloquy);
    expect(await present(sid, secret)).toEqual(acceptedReply);
  });

  test('an API key signs access tokens until it is deleted', async () => {
    const { sid: service } = (await callerOf(colloquy)('POST', '/v1/Services', { FriendlyName: 'x' })).body;
    const { keys, newKeys } = officialKeysOf(colloquy);
    const { sid, secret } = await newKeys.create();
    const given = signAccessToken(service, { claims: { iss: sid }, secret });
    const codeFor = async (sent: string) => {
      const call = createCaller(colloquy.baseUrl, '', '');
      const path = `/v1/Services/${service}/Media/ME${'0'.repeat(32)}`;
      return (await call('GET', path, undefined, { 'x-twilio-token': sent })).body.code;
    };
    // An authenticated caller gets 404 for unknown media.
    expect(await codeFor(given)).toBe(20404);
    expect(await codeFor(signAccessToken(service, { claims: { iss: sid } }))).toBe(20107);
    await keys(sid).remove();
    expect(await codeFor(given)).toBe(20103);
  });

  test('an API key opens the media of its account', async () => {
    const { sid: service } = (await callerOf(colloquy)('POST', '/v1/Services', { FriendlyName: 'x' })).body;
    const path = `/v1/Services/${service}/Media/ME${'0'.repeat(32)}`;
    const [own, theirs] = [
      await officialKeysOf(colloquy).newKeys.create(),
      await officialKeysOf(colloquy, otherAccount).newKeys.create(),
    ];
    // The first request of the key, so the server has to look it up.
    const reply = await fetch(`${colloquy.baseUrl}/v1/Services/${service}/Media`, {
      method: 'POST',
      headers: { authorization: basicAuthorization(own.sid, own.secret), 'content-type': 'text/plain' },
      body: 'hello',
    });
    expect(reply.status).toBe(201);
    for (const [{ sid, secret }, code] of [
      [own, 20404],
      [theirs, 20404],
      [{ sid: own.sid, secret: theirs.secret }, 20003],
    ] as const) {
      expect((await createCaller(colloquy.baseUrl, sid, secret)('GET', path)).body.code).toBe(code);
    }
  });

  test('requests with an API key get the same errors for paths and bodies as with other credentials', async () => {
    const { sid, secret } = await officialKeysOf(colloquy).newKeys.create();
    const call = createCaller(colloquy.baseUrl, sid, secret);
    // The first of the two requests has to look the key up.
    expect((await call('GET', '/v1/Nothing')).body).toMatchObject({ code: 20404 });
    expect((await call('GET', '/v1/%zz')).body).toMatchObject({ code: 20404 });
    expect((await call('PUT', '/v1/Conversations')).body).toMatchObject({ code: 20004 });
    expect((await call('POST', '/v1/Conversations', { Attributes: '{' })).body.code).toBe(50304);
    expect((await call('POST', '/v1/Conversations', { FriendlyName: 'Whole' })).body).toMatchObject({
      account_sid: account.sid,
      friendly_name: 'Whole',
    });
    const path = `${keysPath(account.sid)}.json`;
    const unknownKey = createCaller(colloquy.baseUrl, `SK${'0'.repeat(32)}`, secret);
    expect((await unknownKey('GET', path)).body.message).toBe(unknownUserReply[1]);
    expect((await unknownKey('GET', '/v1/%zz')).body.message).toBe(unknownUserReply[1]);
  });
});
