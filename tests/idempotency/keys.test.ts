import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller, type RequestForm } from '../support/http/caller.ts';

const other = { sid: `AC${'2'.repeat(32)}`, token: 'other' };
const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };

describe.each(engines)('on %s', (engine) => {
  let url: string;
  let colloquy: Colloquy;
  let call: HttpCaller;
  beforeAll(async () => {
    url = (await createDatabase(engine)).url;
    colloquy = await startColloquy({
      databaseUrl: url,
      settings: {
        COLLOQUY_ACCOUNT_SID: account.sid,
        COLLOQUY_AUTH_TOKEN: account.token,
        COLLOQUY_ACCOUNTS: `${other.sid}:${other.token}`,
      },
    });
    call = createCaller(colloquy.baseUrl, account.sid, account.token);
  });
  afterAll(() => colloquy.stop());

  const path = '/v1/Conversations';
  const make = (key: string, form: RequestForm = {}, to = path) =>
    call('POST', to, form, { 'Idempotency-Key': key });
  const keys = () => queryRows(url, 'SELECT key FROM idempotency_key');

  test('a used key with another request is rejected and changes nothing', async () => {
    const first = await make('elsewhere', { FriendlyName: 'a' });
    const rejected = [
      await make('elsewhere', { FriendlyName: 'b' }),
      await make('elsewhere', { FriendlyName: 'a', Attributes: '{}' }),
      await make('elsewhere', { FriendlyName: 'a' }, `${path}/${first.body.sid}`),
      await make('elsewhere', { FriendlyName: 'a' }, '/v1/Services'),
      await make('elsewhere', { FriendlyName: 'a' }, `/v1/Services/${first.body.url.split('/')[4]}/Users`),
    ];
    // Missing objects and invalid parameters are reported first.
    expect(rejected.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 20001],
      [409, 20001],
      [409, 20001],
      [409, 20001],
      [404, 20404],
    ]);
    expect(rejected[0]?.body.message).toBe('The Idempotency-Key has been used with a different request');
    expect((await call('GET', `${path}/${first.body.sid}`)).body.friendly_name).toBe('a');
  });

  test('the order of fields and unknown fields do not distinguish requests with one key', async () => {
    const first = await make('order', 'FriendlyName=a&Attributes=%7B%7D');
    const again = await make('order', 'Attributes=%7b%7d&Unknown=1&FriendlyName=%61', `${path}/?x=1`);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  test('a failed request does not use up its key', async () => {
    const taken = await call('POST', path, { UniqueName: 'taken' });
    expect((await make('failing', { UniqueName: 'taken' })).status).toBe(409);
    await call('DELETE', `${path}/${taken.body.sid}`);
    const made = await make('failing', { UniqueName: 'taken' });
    expect(made.status).toBe(201);
    expect(made.headers.get('idempotent-replayed')).toBeNull();
    expect((await make('nowhere', { FriendlyName: 'a' }, `${path}/nobody`)).status).toBe(404);
    expect((await make('bad', { State: 'odd' })).status).toBe(400);
    expect((await keys()).map(({ key }) => key)).not.toContain('nowhere');
    expect((await make('bad', { State: 'active' })).status).toBe(201);
  });

  test('a repeat returns the first reply, whatever happened to the object since', async () => {
    const first = await make('gone', { UniqueName: 'gone' });
    await call('DELETE', `${path}/${first.body.sid}`);
    const again = await make('gone', { UniqueName: 'gone' });
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect((await call('GET', `${path}/${first.body.sid}`)).status).toBe(404);
  });

  test('a repeat applies to the service that was the default at the first request', async () => {
    const first = await make('default');
    const { sid } = (await call('POST', '/v1/Services', { FriendlyName: 'New' })).body;
    await call('POST', '/v1/Configuration', { DefaultChatServiceSid: sid });
    expect((await make('default')).text).toBe(first.text);
  });

  test.each([
    ['empty', ''],
    ['too long', 'x'.repeat(256)],
    ['not ASCII', 'clé'],
    ['containing a tab', 'a\tb'],
  ])('a key that is %s is rejected', async (_what, key) => {
    const before = await keys();
    const { status, body } = await make(key);
    expect([status, body.code]).toEqual([400, 20001]);
    expect(await keys()).toEqual(before);
  });

  test('a key can have 255 printable characters', async () => {
    const key = ` !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~a b`.trim().padEnd(255, 'x');
    expect((await make(key)).status).toBe(201);
    expect((await make(key)).headers.get('idempotent-replayed')).toBe('true');
  });

  test('accounts have separate keys', async () => {
    const first = await make('shared');
    const others = createCaller(colloquy.baseUrl, other.sid, other.token);
    const reply = await others('POST', path, {}, { 'Idempotency-Key': 'shared' });
    expect(reply.status).toBe(201);
    expect(reply.body.sid).not.toBe(first.body.sid);
  });

  test('a key has an effect on POST requests only', async () => {
    const headers = { 'Idempotency-Key': 'reading' };
    const { sid } = (await call('POST', path, {})).body;
    const replies = [
      await call('GET', `${path}/${sid}`, undefined, headers),
      await call('DELETE', `${path}/${sid}`, undefined, headers),
      await call('DELETE', `${path}/${sid}`, undefined, headers),
    ];
    expect(replies.map(({ status }) => status)).toEqual([200, 204, 404]);
    expect((await make('reading')).headers.get('idempotent-replayed')).toBeNull();
  });

  test('concurrent requests with one key make one change', async () => {
    const form = { UniqueName: 'at once' };
    const replies = await Promise.all(Array.from({ length: 30 }, () => make('at once', form)));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set([`201 ${replies[0]?.text}`]),
    );
    expect(replies.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
    expect(await queryRows(url, `SELECT sid FROM conversation WHERE unique_name = 'at once'`)).toHaveLength(
      1,
    );
  });

  test('a key is free again after a day, and its stored result is deleted', async () => {
    const first = await make('old');
    await colloquy.advance('PT23H59M59S');
    expect((await make('old')).text).toBe(first.text);
    await make('young');
    await colloquy.advance('PT1S');
    expect(await keys()).toEqual([{ key: 'young' }]);
    const second = await make('old');
    expect(second.status).toBe(201);
    expect(second.body.sid).not.toBe(first.body.sid);
    expect((await make('old')).text).toBe(second.text);
  });

  test('after a reset, all keys are free', async () => {
    const form = { FriendlyName: 'before' };
    const first = await make('reset', form);
    await colloquy.reset();
    expect((await make('reset', form)).body.sid).not.toBe(first.body.sid);
  });
});
