import { createClient } from '@colloquy/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { account, accountSettings, otherAccount } from '../support/accounts.ts';
import { createDatabase, engines, implementationOf } from '../support/engines/databases.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';

const missing = (prefix: string) => prefix + '0'.repeat(32);

describe.each(engines)('legal holds on %s', (engine) => {
  let environment: Readonly<Record<string, string>>;
  let service = '';
  let conversation = '';
  const hold = (...args: readonly string[]) => runInProcess(['hold', ...args], environment);
  const listed = async () => JSON.parse((await hold('list', '--json')).stdout);

  beforeAll(async () => {
    const { url } = await createDatabase(engine);
    environment = { ...accountSettings, COLLOQUY_DATABASE_URL: url };
    await using server = await startServer(url);
    const client = createClient(server);
    ({ sid: service } = await client.createService({ friendlyName: 'desk' }));
    ({ sid: conversation } = await client.createServiceConversation(service, {}));
  });

  test('a hold is added, listed and removed', async () => {
    expect((await hold('list')).stdout).toBe(`${account.sid} has no legal holds.\n`);
    const all = await hold('add', '--service', service);
    expect(all.stdout).toMatch(new RegExp(`^LH[0-9a-f]{32} holds all of ${service}\\.\n$`));
    const one = await hold(
      ...['add', '--service', service, '--conversation', conversation],
      ...['--reason', 'Case \u0007', '--json'],
    );
    const added = JSON.parse(one.stdout);
    expect(added).toEqual({
      sid: expect.stringMatching(/^LH[0-9a-f]{32}$/),
      account_sid: account.sid,
      chat_service_sid: service,
      conversation_sid: conversation,
      reason: 'Case \u0007',
      date_created: expect.any(String),
    });
    expect(await listed()).toEqual([
      expect.objectContaining({ conversation_sid: null, reason: null }),
      added,
    ]);
    expect((await hold('list')).stdout).toContain(`${conversation}  "Case \\u{7}"`);
    for (const { sid } of await listed())
      expect(await hold('remove', sid)).toMatchObject({ code: 0, stdout: `Removed ${sid}.\n` });
    expect(await listed()).toEqual([]);
  });

  test('another account neither sees nor removes a hold', async () => {
    const { sid } = JSON.parse((await hold('add', '--service', service, '--json')).stdout);
    const other = { ...environment, COLLOQUY_ACCOUNT_SID: otherAccount.sid, COLLOQUY_ACCOUNTS: '' };
    const run = (...args: readonly string[]) => runInProcess(['hold', ...args], other);
    expect(JSON.parse((await run('list', '--json')).stdout)).toEqual([]);
    expect(await run('remove', sid)).toMatchObject({
      code: 1,
      stderr: `colloquy: ${otherAccount.sid} has no legal hold ${sid}.\n`,
    });
    expect((await run('add', '--service', service)).stderr).toContain(`has no service ${service}.`);
    await hold('remove', sid);
  });

  test.each<[string, number, () => readonly string[], RegExp]>([
    ['no service', 2, () => ['add'], /--service is required/],
    ['another kind of SID', 2, () => ['add', '--service', conversation], /--service takes a SID: IS/],
    ['a missing service', 1, () => ['add', '--service', missing('IS')], /has no service IS000/],
    [
      'a missing conversation',
      1,
      () => ['add', '--service', service, '--conversation', missing('CH')],
      /has no conversation CH000/,
    ],
    ['a long reason', 2, () => ['add', '--service', service, '--reason', 'x'.repeat(257)], /256 characters/],
    ['a malformed hold', 2, () => ['remove', 'LH1'], /"LH1" is not the SID of a legal hold/],
    ['a missing hold', 1, () => ['remove', missing('LH')], /has no legal hold LH000/],
  ])('%s is refused', async (_, code, args, message) => {
    expect(await hold(...args())).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
  });

  test.skipIf(implementationOf(engine) !== 'sqlite')('a running server keeps its file', async () => {
    await using _ = await startServer(environment['COLLOQUY_DATABASE_URL'] ?? '', accountSettings);
    expect(await hold('list')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Stop it first: this command works on the file itself/),
    });
  });
});
