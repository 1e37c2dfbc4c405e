import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { parseDatabaseUrl } from '../../packages/server/src/storage/database-url.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { basicAuthorization, createCaller } from '../support/http/caller.ts';
import { runColloquyCommand } from '../support/processes/colloquy-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-reset-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const account = { COLLOQUY_ACCOUNT_SID: `AC${'1'.repeat(32)}`, COLLOQUY_AUTH_TOKEN: 'token' };
const folder = (engine: string) => join(directory, engine);
const files = (engine: string) =>
  readdirSync(folder(engine), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

/** Creates objects of most types, and changes the account's settings. */
async function fill({ baseUrl, accountSid, authToken }: Colloquy): Promise<void> {
  const client = createClient({ baseUrl, accountSid, authToken });
  const { sid } = await client.createService({ friendlyName: 'One' });
  await client.createServiceUser(sid, { identity: 'u' });
  await client.createServiceConversation(sid, { uniqueName: 'a', timersClosed: 'P1D' });
  await client.createServiceConversationParticipant(sid, 'a', { identity: 'u' });
  const address = { messagingBindingAddress: '+15550100', messagingBindingProxyAddress: '+15550199' };
  await client.createServiceConversationParticipant(sid, 'a', address);
  const media = await fetch(`${baseUrl}/v1/Services/${sid}/Media`, {
    method: 'POST',
    headers: { authorization: basicAuthorization(accountSid, authToken), 'content-type': 'text/plain' },
    body: 'content',
  });
  const { sid: mediaSid } = (await media.json()) as { readonly sid: string };
  await client.createServiceConversationMessage(sid, 'a', { mediaSid });
  await client.createConversation({ uniqueName: 'in the default service' });
  await client.updateConfiguration({ defaultChatServiceSid: sid, defaultClosedTimer: 'PT10M' });
}

const lastPosition = async (url: string) =>
  Number((await queryRows(url, 'SELECT max(position) AS last FROM event'))[0]?.['last']);

/** Names of the tables that have rows, without those in which SQLite keeps the segments of a full-text index. */
async function tablesInUse(url: string): Promise<string[]> {
  const names = await queryRows(
    url,
    parseDatabaseUrl(url)?.kind === 'file'
      ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_terms_%'"
      : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const counts = names.map(async ({ name }) => ({
    name: String(name),
    rows: Number((await queryRows(url, `SELECT count(*) AS count FROM ${name}`))[0]?.['count']),
  }));
  // Background jobs give the entries of the audit log their hashes, and build the search index.
  return (await Promise.all(counts))
    .filter(({ name, rows }) => rows > 0 && !/^(audit_|search_build)/.test(name))
    .map(({ name }) => name);
}

describe.each(engines)('on %s', (engine) => {
  const start = (databaseUrl: string) =>
    startColloquy({
      databaseUrl,
      settings: { ...account, COLLOQUY_ALLOW_RESET: '1', COLLOQUY_MEDIA_URL: `file:${folder(engine)}` },
    });

  test('a request empties the server, which then works like a new one', async () => {
    const { url } = await createDatabase(engine);
    await using server = await start(url);
    const fresh = await tablesInUse(url);
    await fill(server);
    // Deliveries to other channels run in the background, and append events, too.
    await server.advance('PT0S');
    const filled = await lastPosition(url);
    const call = createCaller(server.baseUrl, server.accountSid, server.authToken);
    // After this the conversation is in the response cache.
    const [service] = (await call('GET', '/v1/Services?PageSize=1')).body.services;
    const { body } = await call('GET', `${service?.url}/Conversations/in%20the%20default%20service`);
    for (let n = 0; n < 3; n++) expect((await call('GET', body.url)).status).toBe(200);

    const { status, text } = await call('POST', '/colloquy/v1/reset', {});
    expect({ status, text }).toEqual({ status: 204, text: '' });

    // The newest event stays, because positions continue from it. A delivery may have appended one meanwhile.
    expect((await tablesInUse(url)).sort()).toEqual([...fresh, 'event'].sort());
    const kept = await queryRows(url, 'SELECT position FROM event');
    expect(kept).toHaveLength(1);
    expect(Number(kept[0]?.['position'])).toBeGreaterThanOrEqual(filled);
    expect(files(engine)).toEqual([]);
    expect((await call('GET', '/v1/Services')).body.services).toEqual([]);
    expect((await call('GET', body.url)).status).toBe(404);
    const client = createClient(server);
    expect(await client.fetchConfiguration()).toMatchObject({ defaultClosedTimer: null });
    await fill(server);
    await server.advance('PT0S');
    const again = await client.fetchConversation('a');
    expect(again.timers.dateClosed).toBeInstanceOf(Date);
    expect(await lastPosition(url)).toBeGreaterThanOrEqual(2 * filled);
  });

  test('a request that writes during a reset either succeeds before it or gets 404', async () => {
    const { url } = await createDatabase(engine);
    await using server = await start(url);
    const { sid } = await createClient(server).createService({ friendlyName: 'One' });
    const call = createCaller(server.baseUrl, server.accountSid, server.authToken);
    const create = () => call('POST', `/v1/Services/${sid}/Conversations`, {});
    const replies = await Promise.all([
      ...Array.from({ length: 20 }, create),
      call('POST', '/colloquy/v1/reset', {}),
      ...Array.from({ length: 20 }, create),
    ]);
    const statuses = new Set(replies.map(({ status }) => status));
    statuses.delete(204);
    for (const status of statuses) expect([201, 404]).toContain(status);
    expect(await queryRows(url, 'SELECT sid FROM conversation')).toEqual([]);
  });
});

test('a reset by request needs the setting and valid credentials', async () => {
  await using closed = await startColloquy({ settings: account });
  const command = ['reset', '--yes', '--url', closed.baseUrl];
  expect(await runColloquyCommand(command, account)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/COLLOQUY_ALLOW_RESET=1/),
  });
  await using open = await startColloquy({ settings: { COLLOQUY_TEST_CLOCK: '1' } });
  const call = createCaller(open.baseUrl, open.accountSid, 'wrong');
  expect((await call('POST', '/colloquy/v1/reset', {})).status).toBe(401);
  expect(await runColloquyCommand(['reset', '--url', open.baseUrl, '--yes'], account)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/refused the credentials of AC1+\. Check --account-sid/),
  });
});

test('a test can reset its own server', async () => {
  await using server = await startColloquy();
  const client = createClient(server);
  await client.createConversation();
  await server.reset();
  expect(await client.listConversation()).toEqual([]);
});

test('the command empties a database that no server has open, after confirmation', async () => {
  const { url } = await createDatabase('sqlite');
  const settings = { COLLOQUY_DATABASE_URL: url };
  const first = await startColloquy({ databaseUrl: url });
  await createClient(first).createConversation();
  expect(await runColloquyCommand(['reset', '--yes'], settings)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/has the database .* --url/),
  });
  await first.stop();
  expect(await runColloquyCommand(['reset'], settings)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Pass --yes/),
  });
  expect(await queryRows(url, 'SELECT sid FROM conversation')).toHaveLength(1);
  expect(await runColloquyCommand(['reset', '--yes'], settings)).toMatchObject({ code: 0, stderr: '' });
  expect(await queryRows(url, 'SELECT sid FROM conversation')).toEqual([]);
  await using second = await startColloquy({ databaseUrl: url });
  expect([second.accountSid, second.authToken]).toEqual([first.accountSid, first.authToken]);
});
