import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { execute } from '../support/engines/database-contents.ts';
import { createDatabase, engines, implementationOf } from '../support/engines/databases.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'colloquy-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(engines)('colloquy audit on %s', (engine) => {
  let url: string;
  const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
  const run = (...args: readonly string[]) =>
    runInProcess(args, { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN, COLLOQUY_DATABASE_URL: url });
  const json = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(...args, '--json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    ({ url } = await createDatabase(engine));
    await using server = await startServer(url);
    const client = createClient(server);
    for (const friendlyName of ['One', 'Two', 'Three']) await client.createService({ friendlyName });
    await server.advance('PT1S');
    // A server can run on the database meanwhile.
    expect((await json('audit', 'list')).length).toBeGreaterThan(3);
  });

  test('list prints the entries, newest first', async () => {
    const entries = await json('audit', 'list', '--limit', '100');
    const positions = entries.map(({ position }: { position: number }) => position);
    expect(positions).toEqual(positions.toSorted((one: number, other: number) => other - one));
    expect(await json('audit', 'list', '--since', '2100-01-01')).toEqual([]);
    const { stdout } = await run('audit', 'list', '--limit', '100');
    expect(stdout).toMatch(/^POSITION +TIME \(UTC\) +WHAT +OBJECT +BY +FROM +COUNT\n/);
    expect(stdout).toMatch(/CreateService +IS\w{32} +AC\w{32} +127\.0\.0\.1 +1\n/);
    expect((await run('audit', 'list', '--limit', '1')).stdout).toContain('There are more.');
  });

  test('what a command does to the database is an act, and is chained by the next server', async () => {
    const { not_chained_yet: before } = await json('audit', 'verify');
    const { sid } = await json('keys', 'create', '--name', 'ci');
    await json('keys', 'delete', sid);
    const entries = await json('audit', 'list', '--limit', '100');
    expect(entries.slice(0, 2)).toMatchObject([
      {
        operation: 'DeleteKey',
        actor: 'command line',
        account_sid: account.sid,
        object_sid: sid,
        hash: null,
      },
      { operation: 'CreateKey', actor: 'command line', account_sid: account.sid, object_sid: sid },
    ]);
    expect(await json('audit', 'verify')).toMatchObject({ not_chained_yet: before + 2 });
    const { stdout } = await run('audit', 'verify');
    expect(stdout).toContain(`New entries that are not in the chain yet: ${before + 2}.`);
    await using server = await startServer(url);
    await server.advance('PT1S');
    expect(await json('audit', 'verify')).toMatchObject({ not_chained_yet: 0 });
  });

  test('legal holds and erasures are acts, without the name of the person', async () => {
    const listed = await json('audit', 'list', '--limit', '200');
    const service = listed.find(({ operation }: { operation: string }) => operation === 'CreateService');
    const hold = await json('hold', 'add', '--service', service.object_sid);
    await json('hold', 'remove', hold.sid);
    const erased = await json('erase', '--identity', 'zoe-the-person', '--yes', '--skip-rewrite');
    const acts = (await json('audit', 'list', '--limit', '200')).slice(0, 3);
    expect(acts).toMatchObject([
      { operation: 'Erase', actor: 'command line', object_sid: erased.sid },
      { operation: 'DeleteLegalHold', object_sid: hold.sid },
      { operation: 'CreateLegalHold', object_sid: hold.sid },
    ]);
    expect(JSON.stringify(acts)).not.toContain('zoe');
  });

  test('a reset by the command line is an act, and so is a restore where there are backups', async () => {
    const newest = async () => (await json('audit', 'list', '--limit', '200'))[0];
    if (implementationOf(engine) === 'sqlite') {
      const file = join(folder, 'backup.db');
      expect(await run('backup', file)).toMatchObject({ code: 0 });
      expect(await run('restore', file, '--yes')).toMatchObject({ code: 0 });
      expect(await newest()).toMatchObject({
        operation: 'Restore',
        actor: 'command line',
        account_sid: null,
      });
    }
    expect(await run('reset', '--yes')).toMatchObject({ code: 0 });
    expect(await newest()).toMatchObject({ operation: 'ResetServer', actor: 'command line' });
    await using server = await startServer(url);
    await server.advance('PT1S');
    expect(await json('audit', 'verify')).toMatchObject({ not_chained_yet: 0 });
  });

  test('verify accepts the log and each head that it once had, and an export with its heads', async () => {
    const { head, entries } = await json('audit', 'verify');
    expect(head).toMatch(/^\d+:[0-9a-f]{64}$/);
    const file = join(folder, `${engine}.ndjson`);
    expect(await json('audit', 'export', file)).toEqual({ file, entries });
    expect(await json('audit', 'verify', file)).toMatchObject({ head, entries });
    expect(await json('audit', 'verify', '--expect', head)).toMatchObject({ head });
    expect(await json('audit', 'verify', file, '--expect', head)).toMatchObject({ head });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const { position, hash } = JSON.parse(lines[1] ?? '');
    expect(await json('audit', 'verify', '--expect', `${position}:${hash}`)).toMatchObject({ head });
    // The last lines are an export of their own; a changed or missing line is named.
    writeFileSync(file, `${lines.slice(2).join('\n')}\n`);
    expect(await json('audit', 'verify', file)).toMatchObject({ head });
    writeFileSync(file, `${lines.toSpliced(3, 1).join('\n')}\n`);
    expect(await run('audit', 'verify', file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The first entry that does not fit is 4'),
    });
    writeFileSync(file, lines.join('\n').replaceAll('"count":1', '"count":2'));
    expect(await run('audit', 'verify', file)).toMatchObject({ code: 1 });
    writeFileSync(file, 'not an entry\n');
    expect(await run('audit', 'verify', file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Line 1'),
    });
  });

  test('verify refuses what cannot be a head or a file', async () => {
    expect(await run('audit', 'verify', '--expect', '12')).toMatchObject({ code: 2 });
    expect(await run('audit', 'verify', join(folder, 'missing'))).toMatchObject({ code: 1 });
    expect(await run('audit', 'list', '--since', 'yesterday')).toMatchObject({ code: 2 });
  });

  test('verify names the first entry that was changed, inserted or removed in the database', async () => {
    const { head, entries } = await json('audit', 'verify');
    const verify = (...args: readonly string[]) => run('audit', 'verify', ...args);
    const failure = (position: number) => ({
      code: 1,
      stderr: expect.stringContaining(`does not fit is ${position}:`),
    });
    await execute(url, `UPDATE audit_entry SET actor = 'XX' || actor WHERE position = 3`);
    expect(await verify()).toMatchObject(failure(3));
    await execute(url, 'UPDATE audit_entry SET actor = substr(actor, 3) WHERE position = 3');
    expect(await verify()).toMatchObject({ code: 0 });
    const last = `position = ${entries}`;
    await execute(url, `DELETE FROM audit_link WHERE ${last}; DELETE FROM audit_entry WHERE ${last}`);
    expect(await verify()).toMatchObject(failure(entries));
    // Even if the head is changed to fit.
    await execute(
      url,
      `UPDATE audit_chain SET position = ${entries - 1},
        hash = (SELECT hash FROM audit_link WHERE position = ${entries - 1})`,
    );
    expect(await verify()).toMatchObject({ code: 0 });
    expect(await verify('--expect', head)).toMatchObject(failure(entries));
    await execute(url, 'DELETE FROM audit_entry WHERE position = 2');
    expect(await verify()).toMatchObject(failure(2));
  });
});
