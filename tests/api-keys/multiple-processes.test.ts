import { expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { runColloquyCommand } from '../support/processes/colloquy-command.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { acceptedReply, officialKeysOf, tryCredentials, unknownUserReply } from './support/api-keys.ts';

test('on one PostgreSQL a key works in every process at once, and stops in each within three seconds after deletion', async () => {
  const { url } = await createDatabase('postgres');
  await using one = await startServer(url);
  await using two = await startServer(url);
  const { sid, secret } = await officialKeysOf(one).newKeys.create();
  const there = tryCredentials(two);
  expect(await there(sid, secret)).toEqual(acceptedReply);
  await two.advance('PT2S');
  expect(await there(sid, secret)).toEqual(acceptedReply);

  await officialKeysOf(one).keys(sid).remove();
  expect(await tryCredentials(one)(sid, secret)).toEqual(unknownUserReply);
  // The cached key expires three seconds after it was read, and using it does not extend that.
  await two.advance('PT1S');
  expect(await there(sid, secret)).toEqual(unknownUserReply);
});

test('on one PostgreSQL the command line creates and deletes keys of running servers', async () => {
  const { url } = await createDatabase('postgres');
  await using colloquy = await startServer(url);
  const environment = { ...accountSettings, COLLOQUY_DATABASE_URL: url };
  const { stdout } = await runColloquyCommand(['keys', 'create', '--name', 'Console'], environment);
  const [sid = '', secret = ''] = stdout.match(/SK[0-9a-f]{32}|[A-Za-z0-9]{32}$/gm) ?? [];
  expect(await tryCredentials(colloquy)(sid, secret)).toEqual(acceptedReply);
  expect((await officialKeysOf(colloquy).keys.list()).map((key) => key.friendlyName)).toEqual(['Console']);

  const deletion = await runColloquyCommand(['keys', 'delete', sid], environment);
  expect(deletion).toMatchObject({ code: 0, stdout: `Deleted ${sid}.\n` });
  await colloquy.advance('PT3S');
  expect(await tryCredentials(colloquy)(sid, secret)).toEqual(unknownUserReply);
});
