import { api, type Resource, routesOf } from '@colloquy/contract';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller, type Reply } from '../support/http/caller.ts';
import { createObjects, operationForms, pathOf, type TestObjects } from './support/operation-forms.ts';

const routes = Object.entries<Resource>(api).flatMap(([name, resource]) =>
  routesOf(resource).map((route) => ({ ...route, resourceName: name, action: route.operation.action })),
);
const fetches = routes.filter(({ action }) => action === 'fetch');
const updates = routes.filter(({ action }) => action === 'update');
const deletions = routes.filter(({ action }) => action === 'delete');

const etag = ({ headers }: Reply): string => headers.get('etag') ?? '';

describe.each(engines)('on %s', (engine) => {
  let colloquy: Colloquy;
  let call: HttpCaller;
  let objects: TestObjects;
  beforeAll(async () => {
    colloquy = await startColloquy({ databaseUrl: (await createDatabase(engine)).url });
    call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  });
  afterAll(() => colloquy.stop());

  const path = '/v1/Conversations';
  const make = async () => {
    const { body } = await call('POST', path, { FriendlyName: 'ünï "🍵"' });
    return `${path}/${body.sid}`;
  };

  describe('ETags of every object', () => {
    beforeAll(async () => {
      objects = await createObjects(call);
    });

    // The API has no request that creates receipts or bindings.
    const reachable = fetches.filter(({ resourceName }) => !['receipt', 'binding'].includes(resourceName));

    test.each(reachable)(
      '$name returns an ETag, and 304 without a body to a client that has it',
      async (route) => {
        const at = pathOf(route.path, route.resourceName, objects);
        const first = await call('GET', at);
        expect(etag(first)).toMatch(/^"[\w-]{22}"$/);
        for (const known of [etag(first), `"x", W/${etag(first)}`, '*']) {
          const again = await call('GET', at, undefined, { 'If-None-Match': known });
          expect([again.status, again.text, etag(again)]).toEqual([304, '', etag(first)]);
          expect(again.headers.get('content-type')).toBeNull();
        }
        const other = await call('GET', at, undefined, { 'If-None-Match': '"x"' });
        expect([other.status, other.text]).toEqual([200, first.text]);
      },
    );

    test.each(updates)(
      '$name with If-Match is applied to that version, and rejected for any other',
      async (route) => {
        const at = pathOf(route.path, route.resourceName, objects);
        const title = `${route.resourceName} update`;
        // Each mount makes a different change.
        const form = Object.fromEntries(
          Object.entries(operationForms[title] ?? {}).map(([field, value]) => [
            field,
            value.replace(/changed|ü/, (text) => text + route.mount),
          ]),
        );
        const read = await call('GET', at);
        const rejected = await call('POST', at, form, { 'If-Match': '"x"' });
        expect([rejected.status, rejected.body.code]).toEqual([412, 20001]);
        expect((await call('GET', at)).text).toBe(read.text);
        const done = await call('POST', at, form, { 'If-Match': etag(read) });
        expect(done.status).toBe(200);
        const after = await call('GET', at);
        expect([after.text, etag(after)]).toEqual([done.text, etag(done)]);
        // Also when the update would change nothing.
        expect((await call('POST', at, form, { 'If-Match': '"x"' })).status).toBe(412);
        expect((await call('POST', at, form, { 'If-Match': etag(done) })).status).toBe(200);
        expect((await call('POST', at, form, { 'If-Match': '*' })).status).toBe(200);
      },
    );
  });

  const deletable = deletions.filter(
    ({ resourceName, mount }) =>
      resourceName !== 'binding' && (mount === 'service' || resourceName !== 'service'),
  );
  test.each(deletable)(
    '$name with If-Match deletes that version, and is rejected for any other',
    async (route) => {
      await colloquy.reset();
      const at = pathOf(route.path, route.resourceName, await createObjects(call));
      const tag = etag(await call('GET', at));
      const rejected = await call('DELETE', at, undefined, { 'If-Match': '"x"' });
      expect([rejected.status, rejected.body.code]).toEqual([412, 20001]);
      expect(etag(await call('GET', at))).toBe(tag);
      expect((await call('DELETE', at, undefined, { 'If-Match': `"x", ${tag}` })).status).toBe(204);
      expect((await call('DELETE', at, undefined, { 'If-Match': tag })).status).toBe(404);
    },
  );

  test('a create returns the ETag of the new object, and lists and errors have none', async () => {
    const made = await call('POST', path, { FriendlyName: 'ünï "🍵"' });
    expect(etag(made)).toBe(etag(await call('GET', `${path}/${made.body.sid}`)));
    expect((await call('GET', path)).headers.get('etag')).toBeNull();
    expect((await call('GET', `${path}/nobody`)).headers.get('etag')).toBeNull();
    // Conditions apply to single objects.
    const headers = { 'If-Match': '"x"', 'If-None-Match': '*' };
    expect((await call('GET', path, undefined, headers)).status).toBe(200);
    expect((await call('POST', path, {}, headers)).status).toBe(201);
  });

  test('of concurrent updates of one version, exactly one succeeds', async () => {
    for (let round = 0; round < 5; round++) {
      const at = await make();
      const tag = etag(await call('GET', at));
      const names = Array.from({ length: 12 }, (_, n) => `${round} ${n}`);
      const replies = await Promise.all(
        names.map((FriendlyName) => call('POST', at, { FriendlyName }, { 'If-Match': tag })),
      );
      const done = replies.filter(({ status }) => status === 200);
      expect(done).toHaveLength(1);
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 412]));
      expect((await call('GET', at)).text).toBe(done[0]?.text);
    }
  });

  test('of a concurrent deletion and update of one version, exactly one succeeds', async () => {
    for (let round = 0; round < 5; round++) {
      const { body } = await call('POST', '/v1/Credentials', { Type: 'fcm' });
      const at = `/v1/Credentials/${body.sid}`;
      const headers = { 'If-Match': etag(await call('GET', at)) };
      const replies = await Promise.all([
        call('POST', at, { FriendlyName: 'x' }, headers),
        call('DELETE', at, undefined, headers),
      ]);
      expect([
        [200, 412],
        [404, 204],
      ]).toContainEqual(replies.map(({ status }) => status));
    }
  });

  test('a weak or malformed ETag matches nothing', async () => {
    const at = await make();
    const tag = etag(await call('GET', at));
    for (const match of [`W/${tag}`, tag.replaceAll('"', ''), '', ',', `"${tag}`]) {
      const { status } = await call('POST', at, {}, { 'If-Match': match });
      expect([match, status]).toEqual([match, 412]);
    }
  });

  test('a missing object is reported before the condition', async () => {
    expect((await call('POST', `${path}/nobody`, {}, { 'If-Match': '"x"' })).status).toBe(404);
    expect((await call('DELETE', `${path}/nobody`, undefined, { 'If-Match': '*' })).status).toBe(404);
  });

  test('a repeat with a key returns the first reply, although its condition no longer holds', async () => {
    const at = await make();
    const headers = { 'If-Match': etag(await call('GET', at)), 'Idempotency-Key': at };
    const first = await call('POST', at, { FriendlyName: 'changed' }, headers);
    const again = await call('POST', at, { FriendlyName: 'changed' }, headers);
    expect([again.status, again.text]).toEqual([200, first.text]);
    const late = { ...headers, 'Idempotency-Key': `late ${at}` };
    expect((await call('POST', at, { FriendlyName: 'late' }, late)).status).toBe(412);
  });
});
