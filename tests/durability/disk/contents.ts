import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { buffer } from 'node:stream/consumers';
import { createFolderStore } from '../../../packages/server/src/media/content/folder-store.ts';
import { engineRecords } from '../../../packages/server/src/storage/engines/capabilities.ts';
import { openSqlite } from '../../../packages/server/src/storage/engines/sqlite/open.ts';
import { type Contents, contentOf, type Step, twinOf } from './plan.ts';

/**
 * Opens what a power loss has left, as a server would, and reads it: the contents of each caller.
 *
 * @param steps of each caller.
 * @throws Error if it cannot be opened, is damaged, or has a part of a unit or of media.
 */
export async function readContents(folder: string, steps: readonly (readonly Step[])[]): Promise<Contents[]> {
  const path = join(folder, 'colloquy.db');
  await openSqlite(path, engineRecords.sqlite).close();
  using database = new DatabaseSync(path);
  const problem = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  if (problem !== 'ok') throw new Error(`The database is damaged: ${problem}`);
  const find = database.prepare('SELECT auth_token FROM account WHERE sid = ?');
  const findValue = (sid: string) => find.get(sid)?.['auth_token'];
  const store = createFolderStore(join(folder, 'media'));

  return Promise.all(
    steps.map(async (ofCaller) => {
      const rows: Record<string, string> = {};
      for (const sid of sidsOf(ofCaller, 'write-row').toSorted()) {
        const value = findValue(sid);
        if (value !== findValue(twinOf(sid))) throw new Error(`${sid} was written without its twin.`);
        if (value !== undefined) rows[sid] = String(value);
      }
      const media: string[] = [];
      for (const sid of sidsOf(ofCaller, 'put-media').toSorted()) {
        const content = await store.open(sid);
        if (content === undefined) continue;
        if (!(await buffer(content)).equals(contentOf(sid))) throw new Error(`${sid} is not complete.`);
        media.push(sid);
      }
      return { rows, media };
    }),
  );
}

const sidsOf = (steps: readonly Step[], kind: Step['kind']): string[] => [
  ...new Set(steps.filter((each) => each.kind === kind).map(({ sid }) => sid)),
];
