import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDatabase } from '../support/engines/databases.ts';
import { startMediaServer } from '../support/servers/media-server.ts';
import { temporaryFolder } from '../support/servers/media-storage.ts';

test('only the owner of the server can read the files of media and the database', async () => {
  await using disposables = new AsyncDisposableStack();
  const root = temporaryFolder(disposables);
  const { url } = await createDatabase('sqlite');
  await using server = await startMediaServer(url, {
    COLLOQUY_MEDIA_URL: `file:${join(root, 'deep', 'media')}`,
  });
  expect((await server.upload('x')).status).toBe(201);
  const database = url.replace(/^sqlite:/, '');
  const paths = [
    ...['', '.owner', '-wal', '-shm'].map((suffix) => database + suffix),
    ...readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path)),
  ];
  expect(paths.length).toBeGreaterThanOrEqual(8);
  for (const path of paths) {
    const stats = statSync(path);
    expect([path, (stats.mode & 0o777).toString(8)]).toEqual([path, stats.isDirectory() ? '700' : '600']);
  }
});

test('a start withdraws the access of others to media that already exist', async () => {
  await using disposables = new AsyncDisposableStack();
  const root = temporaryFolder(disposables);
  const { url } = await createDatabase('sqlite');
  const settings = { COLLOQUY_MEDIA_URL: `file:${root}` };
  const upload = async () => {
    await using server = await startMediaServer(url, settings);
    return (await (await server.upload('x')).json()) as { sid: string };
  };
  const { sid } = await upload();
  const folder = join(root, sid.slice(-2));
  chmodSync(root, 0o755);
  chmodSync(folder, 0o2755);
  chmodSync(join(folder, sid), 0o644);
  await using _restarted = await startMediaServer(url, settings);
  expect((statSync(folder).mode & 0o7777).toString(8)).toBe('2700');
  expect((statSync(root).mode & 0o777).toString(8)).toBe('755');
});
