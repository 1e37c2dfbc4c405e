import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, describe, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { readContents } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startColloquyCommand } from '../support/processes/colloquy-command.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { fill } from './support/fill.ts';
import { startFlakyProxy } from './support/flaky-proxy.ts';
import { readEverything } from './support/read-everything.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-twilio-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const source = await startServer('sqlite::memory:');
const client = createClient(source);
const { service, room } = await fill(client);
for (let number = 0; number < 12; number++) {
  const { sid } = await client.createConversation({ friendlyName: `${number}`, timersInactive: 'PT1H' });
  await client.createConversationParticipant(sid, { identity: `user-${number % 7}` });
  for (let index = 0; index < 3; index++) await client.createConversationMessage(sid, { body: `${index}` });
}
const { sid: small } = await client.createService({ friendlyName: 'Small' });
await client.createServiceConversation(small, { friendlyName: 'Alone' });
const proxy = await startFlakyProxy(source.baseUrl);
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await source.stop();
});

describe.each(engines)('an import from a server that throttles and fails, on %s', async (engine) => {
  const { url } = await createDatabase(engine);
  const environment = {
    COLLOQUY_ACCOUNT_SID: account.sid,
    COLLOQUY_AUTH_TOKEN: account.token,
    COLLOQUY_DATABASE_URL: url,
    COLLOQUY_MEDIA_URL: `file:${join(directory, engine)}`,
    TWILIO_ACCOUNT_SID: account.sid,
    TWILIO_AUTH_TOKEN: account.token,
  };
  const journal = join(directory, `${engine}.journal`);
  const argsFor = (url: string) => [
    ...['import', 'twilio', '--source-url', url],
    ...['--rate', '10000', '--journal', journal],
  ];
  const throughProxy = argsFor(proxy.url);
  // Without failures, which take the time of retries.
  const args = argsFor(source.baseUrl);
  const importAll = async (given = args) => {
    const { code, stdout, stderr } = await runInProcess([...given, '--json'], environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  };
  const verify = () => runInProcess([...args, '--verify'], environment);
  const startTarget = () => startServer(url, { COLLOQUY_MEDIA_URL: environment.COLLOQUY_MEDIA_URL });

  test('continues where it was killed, and every object is equal afterwards', async () => {
    // Slow enough that some of it is on disk.
    const killed = startColloquyCommand([...throughProxy, '--rate', '100'], environment, directory);
    const last = proxy.requests + 110;
    proxy.onRequest = (number) => void (number >= last && killed.process.kill('SIGKILL'));
    expect(await killed.result).toMatchObject({ signal: 'SIGKILL' });
    proxy.onRequest = () => {};
    expect(existsSync(journal)).toBe(true);
    // Its conversations are not in another database, which must not pass for a complete one.
    const elsewhere = { ...environment, COLLOQUY_DATABASE_URL: `sqlite:${join(directory, `${engine}.db`)}` };
    expect(await runInProcess(throughProxy, elsewhere)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('into another database'),
    });
    const { objects, problems } = await importAll(throughProxy);
    expect(problems).toEqual([]);
    expect(objects.conversations.created).toBeGreaterThan(0);
    expect(existsSync(journal)).toBe(false);
    expect(await verify()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+ objects, no differences\n$/),
    });
    await using target = await startTarget();
    expect(await readEverything(createClient(target))).toEqual(await readEverything(client));
  });

  test('changes nothing when it is run again, and then takes what is new', async () => {
    const { events } = await readContents(url);
    const second = await importAll();
    for (const counts of Object.values(second.objects))
      expect(counts).toMatchObject({ created: 0, updated: 0 });
    expect((await readContents(url)).events).toHaveLength(events.length);

    const { sid } = await client.createConversationMessage(room, { body: 'new' });
    await client.updateServiceUser(service, 'alice', { friendlyName: `Alice on ${engine}` });
    const differences = await verify();
    expect(differences).toMatchObject({ code: 1, stderr: expect.stringContaining('3 objects differ') });
    expect(differences.stdout).toContain(`${sid} (messages): not in the target`);
    expect(differences.stdout).toMatch(/US\w+ \(users\): friendly_name/);
    // Its recipient is on SMS.
    expect(differences.stdout).toMatch(/DY\w+ \(receipts\): not in the target/);
    expect((await importAll()).objects).toMatchObject({
      messages: { created: 1, updated: 0 },
      users: { created: 0, updated: 1 },
    });
    await using target = await startTarget();
    const posted = await createClient(target).createConversationMessage(room, {
      body: 'of the target alone',
    });
    await target.stop();
    expect((await verify()).stdout).toContain(`${posted.sid} (messages): not in the source\n`);
  });

  test('one service comes without what belongs to the account', async () => {
    const { url: other } = await createDatabase(engine);
    const empty = { ...environment, COLLOQUY_DATABASE_URL: other };
    const { stdout } = await runInProcess([...args, '--service', small, '--json'], empty);
    const { objects } = JSON.parse(stdout);
    expect(objects.services).toEqual({ created: 1, updated: 0, unchanged: 0 });
    expect(objects.credentials).toBeUndefined();
  });
});

test('a command line without a source exits with 2', async () => {
  const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
  const settings = { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN };
  expect(await runInProcess(['import', 'twilio'], settings)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--source-account-sid'),
  });
  const source = ['--source-account-sid', account.sid, '--source-auth-token', 'x'];
  expect(await runInProcess(['import', 'twilio', ...source, '--rate', 'fast'], settings)).toMatchObject({
    code: 2,
  });
  const mistake = (...more: readonly string[]) =>
    runInProcess(['import', 'twilio', ...source, ...more], settings);
  expect(await mistake('--webhook-port', '1', '--mirror')).toMatchObject({ code: 2 });
});

test('a URL without the API, wrong credentials and an unknown service are errors, and not an empty account', async () => {
  const { url } = await createDatabase('sqlite');
  const run = async (sourceUrl: string, token: string, ...more: readonly string[]) => {
    const credentials = ['--source-account-sid', account.sid, '--source-auth-token', token];
    const args = [
      'import',
      'twilio',
      '--source-url',
      sourceUrl,
      ...credentials,
      '--journal',
      join(directory, 'x'),
      ...more,
    ];
    const { code, stderr } = await runInProcess(args, { COLLOQUY_DATABASE_URL: url });
    return [code, stderr];
  };
  const { baseUrl } = source;
  const error = (text: string) => [1, expect.stringContaining(text)];
  expect(await run(`${baseUrl}/elsewhere`, account.token)).toEqual(error('is it the URL of the API?'));
  expect(await run(baseUrl, 'wrong')).toEqual(error('status 401'));
  const none = `IS${'0'.repeat(32)}`;
  expect(await run(baseUrl, account.token, '--service', none)).toEqual(error(`no service ${none}`));
});
