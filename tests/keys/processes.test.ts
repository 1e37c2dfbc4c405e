import { expect, test } from 'vitest';
import { runColloquyCommand } from '../process/support/command.ts';
import { createDatabase } from '../support/engines.ts';
import { accepted, keysOf, presents, settings, startWithAccounts, unknownUser } from './support/server.ts';

test('on one PostgreSQL a key works in every process at once, and ends in each within three seconds', async () => {
  const { url } = await createDatabase('postgres');
  await using one = await startWithAccounts(url);
  await using two = await startWithAccounts(url);
  const { sid, secret } = await keysOf(one).newKeys.create();
  const there = presents(two);
  expect(await there(sid, secret)).toEqual(accepted);
  await two.advance('PT2S');
  expect(await there(sid, secret)).toEqual(accepted);

  await keysOf(one).keys(sid).remove();
  expect(await presents(one)(sid, secret)).toEqual(unknownUser);
  // What was read of it three seconds ago does not count; reading it again does not prolong that.
  await two.advance('PT1S');
  expect(await there(sid, secret)).toEqual(unknownUser);
});

test('on one PostgreSQL the command line makes and deletes keys of running servers', async () => {
  const { url } = await createDatabase('postgres');
  await using colloquy = await startWithAccounts(url);
  const environment = { ...settings, COLLOQUY_DATABASE_URL: url };
  const { stdout } = await runColloquyCommand(['keys', 'create', '--name', 'Console'], environment);
  const [sid = '', secret = ''] = stdout.match(/SK[0-9a-f]{32}|[A-Za-z0-9]{32}$/gm) ?? [];
  expect(await presents(colloquy)(sid, secret)).toEqual(accepted);
  expect((await keysOf(colloquy).keys.list()).map((key) => key.friendlyName)).toEqual(['Console']);

  const deletion = await runColloquyCommand(['keys', 'delete', sid], environment);
  expect(deletion).toMatchObject({ code: 0, stdout: `Deleted ${sid}.\n` });
  await colloquy.advance('PT3S');
  expect(await presents(colloquy)(sid, secret)).toEqual(unknownUser);
});
