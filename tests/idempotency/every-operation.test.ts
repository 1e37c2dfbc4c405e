import { api, type Resource, routesOf } from '@colloquy/contract';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { createObjects, operationForms, pathOf, type TestObjects } from './support/operation-forms.ts';

const routes = Object.entries<Resource>(api).flatMap(([name, resource]) =>
  routesOf(resource)
    .filter(({ method }) => method === 'POST')
    .map((route) => ({ ...route, resourceName: name, title: `${name} ${route.operation.action}` })),
);

test('these tests include every operation that changes something', () => {
  expect([...new Set(routes.map(({ title }) => title))].toSorted()).toEqual(
    Object.keys(operationForms).toSorted(),
  );
});

describe.each(engines)('on %s', (engine) => {
  let url: string;
  let colloquy: Colloquy;
  let call: HttpCaller;
  let objects: TestObjects;
  beforeAll(async () => {
    url = (await createDatabase(engine)).url;
    colloquy = await startColloquy({ databaseUrl: url });
    call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
    objects = await createObjects(call);
  });
  afterAll(() => colloquy.stop());

  const events = async () => (await queryRows(url, 'SELECT count(*) AS n FROM event'))[0]?.['n'];

  test.each(routes)(
    'a repeat of $name with a key returns the first reply',
    async ({ name, mount, path, ...route }) => {
      // Each mount creates a different object.
      const form = Object.fromEntries(
        Object.entries(operationForms[route.title] ?? {}).map(([field, value]) => [
          field,
          /^(UniqueName|Identity)$/.test(field)
            ? `${value} ${mount}`
            : value.replace('2222', mount === 'service' ? '2221' : '2223'),
        ]),
      );
      const ask = () =>
        call('POST', pathOf(path, route.resourceName, objects), form, { 'Idempotency-Key': `of ${name}` });
      const first = await ask();
      expect([200, 201, 202]).toContain(first.status);
      expect(first.headers.get('idempotent-replayed')).toBeNull();
      // Work continues in the background; it must be finished before the events are counted.
      await colloquy.advance('PT1M');
      const before = await events();
      const again = await ask();
      expect([again.status, again.text]).toEqual([first.status, first.text]);
      expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(await events()).toBe(before);
    },
  );

  test('stored results of keys contain no secrets', async () => {
    const found = await queryRows(url, `SELECT key FROM idempotency_key WHERE result LIKE '%hidden%'`);
    expect(found).toEqual([]);
  });
});
