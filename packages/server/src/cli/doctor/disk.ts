import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseDatabaseUrl } from '../../storage/database-url.ts';
import { type Check, ok, problem, warning } from './finding.ts';

/** An upload of the default maximum size still fits in the lower bound; the upper one leaves time to act. */
const [fewBytes, lowBytes] = [200e6, 2e9];

/** Whether the disks of the database file and of the media have space. */
export const checkDisk: Check = async ({ config: { databaseUrl, media }, freeBytes }) => {
  const database = parseDatabaseUrl(databaseUrl);
  const folders = [
    ...(database?.kind === 'file' ? [dirname(database.path)] : []),
    ...(media.location.kind === 'folder' ? [media.location.path] : []),
  ];
  const existing = [...new Set(folders.map((folder) => findExisting(resolve(folder))))];
  return Promise.all(
    existing.map(async (folder) => {
      const free = await freeBytes(folder);
      const message = `${Math.round(free / 1e6).toLocaleString('en')} MB are free on the disk of ${folder}.`;
      if (free >= lowBytes) return ok(message);
      const fix = 'Free some space; the server refuses writes on a full disk.';
      return free < fewBytes ? problem(message, fix) : warning(message, fix);
    }),
  );
};

/** Bytes that are free for programs without privileges. */
export async function readFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const findExisting = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : findExisting(dirname(folder));
