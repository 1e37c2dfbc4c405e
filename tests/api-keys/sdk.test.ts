import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';
import { callerOf, officialKeysOf } from './support/api-keys.ts';

describe.each(engines)('API keys with the official client on %s', (engine) => {
  const disposables = new AsyncDisposableStack();
  let colloquy: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    colloquy = disposables.use(await startServer((await createDatabase(engine)).url));
  });
  afterAll(() => disposables.disposeAsync());

  test('the official client creates a key with a secret shown once, and fetches, updates and deletes it', async () => {
    const { keys, newKeys } = officialKeysOf(colloquy);
    const made = await newKeys.create({ friendlyName: 'Büro "1"' });
    const shown = { sid: made.sid, friendlyName: 'Büro "1"', dateCreated: startTime, dateUpdated: startTime };
    expect(made.toJSON()).toEqual({ ...shown, secret: expect.stringMatching(/^[A-Za-z0-9]{32}$/) });
    expect(made.sid).toMatch(/^SK[0-9a-f]{32}$/);
    expect((await keys(made.sid).fetch()).toJSON()).toEqual(shown);

    await colloquy.advance('PT90S');
    const renamed = { ...shown, friendlyName: 'Home', dateUpdated: new Date('2024-05-01T12:01:30Z') };
    expect((await keys(made.sid).update({ friendlyName: 'Home' })).toJSON()).toEqual(renamed);
    await colloquy.advance('PT1S');
    // Nothing changes, so the date stays.
    expect((await keys(made.sid).update()).toJSON()).toEqual(renamed);
    expect((await keys(made.sid).update({ friendlyName: 'Home' })).toJSON()).toEqual(renamed);
    expect((await keys(made.sid).fetch()).toJSON()).toEqual(renamed);

    expect(await keys(made.sid).remove()).toBe(true);
    await expect(keys(made.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(keys(made.sid).remove()).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(keys(made.sid).update({ friendlyName: 'x' })).rejects.toMatchObject({ status: 404 });
  });

  test('the official client lists keys newest first, page by page in both directions', async () => {
    const { keys, newKeys } = officialKeysOf(colloquy, otherAccount);
    expect(await keys.list()).toEqual([]);
    const made: string[] = [];
    for (let n = 0; n < 7; n++) made.unshift((await newKeys.create({ friendlyName: `${n}` })).sid);
    const sids = (list: readonly { readonly sid: string }[]) => list.map(({ sid }) => sid);
    expect(sids(await keys.list())).toEqual(made);
    expect(sids(await keys.list({ pageSize: 3 }))).toEqual(made);
    expect(sids(await keys.list({ limit: 4, pageSize: 3 }))).toEqual(made.slice(0, 4));

    const first = await keys.page({ pageSize: 3 });
    expect(first.previousPage()).toBeUndefined();
    const second = await first.nextPage();
    expect(sids(second?.instances ?? [])).toEqual(made.slice(3, 6));
    const back = await second?.previousPage();
    expect(sids(back?.instances ?? [])).toEqual(made.slice(0, 3));
    const third = await second?.nextPage();
    expect(sids(third?.instances ?? [])).toEqual(made.slice(6));
    expect(third?.nextPage()).toBeUndefined();
  });

  test('keys have dates and pages in the format of that API', async () => {
    const fresh = disposables.use(await startServer((await createDatabase(engine)).url));
    const call = callerOf(fresh);
    const path = `/2010-04-01/Accounts/${`AC${'a'.repeat(32)}`}/Keys`;
    const empty = {
      keys: [],
      page: 0,
      page_size: 50,
      start: 0,
      end: 0,
      first_page_uri: `${path}.json?PageSize=50&Page=0`,
      previous_page_uri: null,
      uri: `${path}.json?PageSize=50&Page=0`,
      next_page_uri: null,
    };
    expect((await call('GET', `${path}.json`)).body).toEqual(empty);

    const named = await call('POST', `${path}.json`, { FriendlyName: 'Named' });
    expect(named.status).toBe(201);
    const date = 'Wed, 01 May 2024 12:00:00 +0000';
    const object = {
      sid: named.body.sid,
      friendly_name: 'Named',
      date_created: date,
      date_updated: date,
    };
    expect(named.body).toEqual({ ...object, secret: expect.any(String) });
    // A key without a name has an empty one.
    const unnamed = await call('POST', `${path}.json`);
    expect(unnamed).toMatchObject({ status: 201, body: { friendly_name: '' } });
    expect(await call('GET', `${path}/${named.body.sid}.json`)).toMatchObject({ status: 200, body: object });
    // SIDs are accepted in any letter case.
    const withWebhooks = `SK${named.body.sid.slice(2).toUpperCase()}`;
    expect((await call('GET', `${path}/${withWebhooks}.json`)).body).toEqual(object);

    const { body: first } = await call('GET', `${path}.json?PageSize=1`);
    const token = /PageToken=([\w-]+)$/.exec(String(Reflect.get(first, 'next_page_uri')))?.[1];
    const one = `${path}.json?PageSize=1`;
    expect(first).toEqual({
      ...empty,
      keys: [{ ...object, sid: unnamed.body.sid, friendly_name: '' }],
      page_size: 1,
      first_page_uri: `${one}&Page=0`,
      uri: `${one}&Page=0`,
      next_page_uri: `${one}&Page=1&PageToken=${token}`,
    });
    const { body: second } = await call('GET', `${one}&Page=1&PageToken=${token}`);
    expect(second).toEqual({
      ...empty,
      keys: [object],
      page: 1,
      page_size: 1,
      start: 1,
      end: 1,
      first_page_uri: `${one}&Page=0`,
      previous_page_uri: expect.stringMatching(/&Page=0&PageToken=[\w-]+$/),
      uri: `${one}&Page=1&PageToken=${token}`,
    });
    expect((await call('GET', `${path}.json?PageSize=5000`)).body).toMatchObject({ page_size: 1000, end: 1 });

    const gone = await call('DELETE', `${path}/${named.body.sid}.json`);
    expect([gone.status, gone.text]).toEqual([204, '']);
  });
});
