import { readdirSync, statSync } from 'node:fs';
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
