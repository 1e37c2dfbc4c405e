import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@colloquy/client';
import { afterAll, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-backup-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
const environmentOf = (url: string) => ({
  COLLOQUY_ACCOUNT_SID,
  COLLOQUY_AUTH_TOKEN,
  COLLOQUY_DATABASE_URL: url,
});
const at = (name: string) => join(directory, name);

test('a backup beside a running server is restored, with its media, after the server has stopped', async () => {
  const url = `sqlite:${at('live/colloquy.db')}`;
  const environment = environmentOf(url);
  const file = at('backups/colloquy.db');
  const media = { COLLOQUY_MEDIA_URL: `file:${at('live/media')}` };
  const settings = { ...environment, ...media };
  const run = (...args: readonly string[]) => runInProcess(args, settings);
  let sid = '';
  {
    await using server = await startServer(url, media);
    const client = createClient(server);
    ({ sid } = await client.createConversation({ friendlyName: 'Before' }));
    const { sid: service } = await client.createService({ friendlyName: 'Media' });
    await client.createMedia(service, new Blob(['kept'], { type: 'text/plain' }));
    const made = await run('backup', file, '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made.stdout)).toEqual({
      file,
      bytes: statSync(file).size,
      media: { folder: `${file}.media`, files: 1 },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await client.updateConversation(sid, { friendlyName: 'After' });
    // A second backup replaces the first; a restore needs the file for itself.
    expect((await run('backup', at('backups/second.db'))).stdout).toMatch(/^Backed up .* and 1 media to/);
    expect(await run('restore', file, '--yes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Another process has the database'),
    });
  }
  rmSync(at('live/media'), { recursive: true });
  expect(await run('restore', file)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^colloquy: This replaces everything in .* Pass --yes to confirm\.\n$/),
  });
  expect(await run('restore', file, '--yes')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Restored .*, with 1 media\.\n$/),
  });
  await using server = await startServer(url, media);
  expect((await createClient(server).fetchConversation(sid)).friendlyName).toBe('Before');
  expect(existsSync(at('live/media'))).toBe(true);
});

test('a terminal shows how far a backup and a reset are, and the backup has one state of a database in use', async () => {
  const path = at('large.db');
  const environment = environmentOf(`sqlite:${path}`);
  await runInProcess(['migrate'], environment);
  using writer = new DatabaseSync(path);
  const insert = writer.prepare('INSERT INTO secret (name, value) VALUES (?, ?)');
  for (let name = 0; name < 120; name++) insert.run(`before ${name}`, 'x'.repeat(100_000));
  const write = setInterval(() => insert.run(`after ${performance.now()}`, ''), 0);
  const watched = (...args: readonly string[]) => runInProcess(args, environment, undefined, true);
  const { code, stderr } = await watched('backup', at('large-backup.db'));
  clearInterval(write);
  expect(code).toBe(0);
  const bar = /\[#+-+\] Copying pages of the database: [\d,]+ of ([\d,]+) \(\d+ %\)/.exec(stderr);
  expect(bar).not.toBeNull();
  expect(stderr.endsWith('\r\u001b[2K')).toBe(true);
  using backup = new DatabaseSync(at('large-backup.db'), { readOnly: true });
  const count = "SELECT count(*) AS count FROM secret WHERE name LIKE 'after %'";
  expect(backup.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  expect(Number(backup.prepare(count).get()?.['count'])).toBeLessThan(
    Number(writer.prepare(count).get()?.['count']),
  );
  writer.close();
  expect(await watched('reset', '--yes')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/\[[#-]+\] Emptying tables: \d+ of \d+ \(\d+ %\)/),
  });
});

test.skipIf(process.getuid?.() !== 0)(
  'what the administrator restores belongs to the user who had the database before',
  async () => {
    const [folder, user] = [at('of-a-service'), 65_534];
    mkdirSync(folder);
    const settings = {
      ...environmentOf(`sqlite:${join(folder, 'colloquy.db')}`),
      COLLOQUY_MEDIA_URL: `file:${join(folder, 'content/media')}`,
    };
    await runInProcess(['migrate'], settings);
    for (const path of [folder, join(folder, 'colloquy.db')]) chownSync(path, user, user);
    expect(await runInProcess(['backup', at('service.db')], settings)).toMatchObject({ code: 0 });
    const sid = `ME${'0'.repeat(32)}`;
    mkdirSync(at('service.db.media/00'), { recursive: true });
    writeFileSync(at(`service.db.media/00/${sid}`), 'content');
    const ownersOf = () =>
      ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]
        .map((name) => `${name} ${statSync(join(folder, name)).uid}`)
        .sort();
    const all = [
      '',
      'colloquy.db',
      'colloquy.db.owner',
      'content',
      'content/media',
      'content/media/00',
      `content/media/00/${sid}`,
    ];
    for (const lost of [[], ['colloquy.db'], ['colloquy.db', 'colloquy.db.owner']]) {
      for (const name of lost) rmSync(join(folder, name));
      expect(await runInProcess(['restore', at('service.db'), '--yes'], settings)).toMatchObject({ code: 0 });
      expect(ownersOf()).toEqual(all.map((name) => `${name} ${user}`));
    }
  },
);

test('what cannot be restored leaves the database as it was', async () => {
  const path = at('kept.db');
  const environment = environmentOf(`sqlite:${path}`);
  await runInProcess(['migrate'], environment);
  const before = readFileSync(path);
  const good = at('good.db');
  expect(await runInProcess(['backup', good], environment)).toMatchObject({ code: 0 });

  const change = (name: string, sql: string) => {
    copyFileSync(good, at(name));
    using database = new DatabaseSync(at(name));
    database.exec(sql);
  };
  change('newer.db', 'PRAGMA user_version = 9999');
  change('foreign.db', 'PRAGMA user_version = 0');
  writeFileSync(at('text.db'), 'This is not a database, and long enough not to be an empty one. '.repeat(50));
  const pages = readFileSync(good);
  pages.fill(0xff, 4096, 4096 * 3);
  writeFileSync(at('damaged.db'), pages);

  const sid = `ME${'0'.repeat(32)}`;
  mkdirSync(at('damaged.db.media/00'), { recursive: true });
  writeFileSync(at(`damaged.db.media/00/${sid}`), 'content');

  const cases: readonly (readonly [string, RegExp])[] = [
    ['newer.db', /has schema version 9999/],
    ['foreign.db', /is not a database of this program/],
    ['text.db', /is damaged or not a database/],
    ['damaged.db', /is damaged or not a database/],
    ['missing.db', /There is no backup/],
  ];
  for (const [name, message] of cases) {
    const { code, stderr } = await runInProcess(['restore', at(name), '--yes'], environment);
    expect({ name, code, stderr }).toEqual({ name, code: 1, stderr: expect.stringMatching(message) });
    expect(stderr).toMatch(/^colloquy: .*\n$/);
  }
  expect(readFileSync(path).equals(before)).toBe(true);
  expect([`${path}.restore`, at(`media/00/${sid}`)].filter(existsSync)).toEqual([]);
});

test('a backup to a place that cannot be written to is one line that names it', async () => {
  const environment = environmentOf(`sqlite:${at('source.db')}`);
  await runInProcess(['migrate'], environment);
  writeFileSync(at('a-file'), '');
  expect(await runInProcess(['backup', at('a-file/folder/backup.db')], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^colloquy: ENOTDIR: .*a-file.*\n$/),
  });
});

test('a database that another program reads is not replaced, and loses nothing', async () => {
  const path = at('read.db');
  const environment = environmentOf(`sqlite:${path}`);
  await runInProcess(['migrate'], environment);
  const backup = at('read-backup.db');
  expect(await runInProcess(['backup', backup], environment)).toMatchObject({ code: 0 });
  using reader = new DatabaseSync(path, { readOnly: true });
  reader.exec('BEGIN; SELECT count(*) FROM conversation');
  {
    using writer = new DatabaseSync(path);
    writer.exec("INSERT INTO secret (name, value) VALUES ('later', 'kept')");
  }
  expect(await runInProcess(['restore', backup, '--yes'], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Another program reads'),
  });
  reader.exec('ROLLBACK');
  expect(reader.prepare("SELECT value FROM secret WHERE name = 'later'").get()).toEqual({ value: 'kept' });
});

test.each([
  ['backup of a database server', ['backup', 'a.db'], 'postgres://a:secretWord@127.0.0.1:1/b', /pg_dump/],
  [
    'restore of a database server',
    ['restore', 'a.db'],
    'postgres://a:secretWord@127.0.0.1:1/b',
    /pg_restore/,
  ],
  ['backup of a database in memory', ['backup', 'a.db'], 'sqlite::memory:', /in memory/],
  [
    'backup of a file that does not exist',
    ['backup', 'a.db'],
    'sqlite:/nowhere/b.db',
    /There is no database/,
  ],
])('a %s is refused with a reason', async (_, args, url, message) => {
  const [command = '', file = ''] = args;
  const { code, stdout, stderr } = await runInProcess([command, at(file)], environmentOf(url));
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
  expect(stderr).not.toContain('secretWord');
});

test('the account of a restored database keeps its credentials', async () => {
  const url = `sqlite:${at('generated.db')}`;
  const environment = { COLLOQUY_DATABASE_URL: url };
  const { stdout } = await runInProcess(['keys', 'create', '--json'], environment);
  await runInProcess(['backup', at('generated-backup.db')], environment);
  rmSync(at('generated.db'));
  await runInProcess(['restore', at('generated-backup.db'), '--yes'], environment);
  const listed = JSON.parse((await runInProcess(['keys', 'list', '--json'], environment)).stdout);
  expect(listed).toMatchObject([{ sid: JSON.parse(stdout).sid }]);
  expect(account.sid).not.toBe(JSON.parse(stdout).account_sid);
});
