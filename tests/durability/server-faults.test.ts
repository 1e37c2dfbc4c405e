import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { execute } from '../support/engines/database-contents.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';

/**
 * Lets changes of rows fail, without a disk that is full. A condition cannot name a row with generated columns, as those
 * of the search are; no request writes them.
 */
const failWrites = (sqlState: string, event = 'INSERT OR UPDATE OR DELETE', condition = '') => `
  CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '${sqlState}'; END $$;
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'search%' LOOP
      EXECUTE format('CREATE TRIGGER fault BEFORE ${event} ON %I ${condition} EXECUTE FUNCTION fail()', name);
    END LOOP;
  END $$`;
const allowWrites = 'DROP FUNCTION fail CASCADE';

async function start() {
  const { url } = await createDatabase('postgres');
  const colloquy = await startColloquy({ databaseUrl: url });
  const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  expect((await call('POST', '/v1/Conversations')).status).toBe(201);
  return {
    url,
    call,
    ready: async () => (await fetch(`${colloquy.baseUrl}/readyz`)).status,
    [Symbol.asyncDispose]: () => colloquy.stop(),
  };
}

test.each(['53100', '58030', 'XX001', 'XX002', '57P02', '25006'])(
  'a server whose writes fail with SQLSTATE %s is not ready until one succeeds',
  async (sqlState) => {
    await using server = await start();
    const { url, call, ready } = server;
    expect(await ready()).toBe(200);
    await execute(url, failWrites(sqlState));
    const refused = await call('POST', '/v1/Conversations');
    expect(refused).toMatchObject({ status: 503, body: { code: 20503 } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect([await ready(), await ready()]).toEqual([503, 503]);
    expect((await call('GET', '/v1/Conversations')).body.conversations).toHaveLength(1);
    await execute(url, allowWrites);
    expect([await ready(), (await call('POST', '/v1/Conversations')).status]).toEqual([200, 201]);
  },
);

test('a server whose disk has room for short writes only is not ready', async () => {
  await using server = await start();
  const { url, call, ready } = server;
  await execute(url, failWrites('53100', 'INSERT', 'FOR EACH ROW WHEN (length(NEW::text) > 10000)'));
  const Attributes = JSON.stringify({ text: 'a'.repeat(16_000) });
  expect((await call('POST', '/v1/Conversations', { Attributes })).status).toBe(503);
  expect([await ready(), await ready()]).toEqual([503, 503]);
  await execute(url, allowWrites);
  expect([await ready(), (await call('POST', '/v1/Conversations', { Attributes })).status]).toEqual([
    200, 201,
  ]);
});

test.each([
  ['53300', 503],
  ['55000', 503],
  ['57014', 503],
  ['42501', 503],
  ['22012', 500],
  ['23502', 500],
  ['0A000', 500],
  ['54000', 500],
  ['P0001', 500],
])('a write that fails with SQLSTATE %s gets %i, and the server stays ready', async (sqlState, status) => {
  await using server = await start();
  await execute(server.url, failWrites(sqlState));
  const reply = await server.call('POST', '/v1/Conversations');
  expect(reply.status).toBe(status);
  expect(reply.headers.has('retry-after')).toBe(status === 503);
  expect(await server.ready()).toBe(200);
});
