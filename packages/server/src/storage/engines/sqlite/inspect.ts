import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errorReason } from '../../../platform/error-reason.ts';
import type { DatabaseInspection } from '../../database-inspection.ts';
import { StorageRefused } from '../../storage.ts';
import { describeDamage, isDamaged } from './errors.ts';
import { acquireFileLock } from './file-lock.ts';

/** @throws StorageInUse when another process has the file open, StorageRefused when it is not an intact database. */
export function inspectSqlite(path: string): DatabaseInspection {
  const obstacle = findObstacle(path);
  if (obstacle !== undefined || !existsSync(path)) return { schemaVersion: 0, obstacle, nowMs: undefined };
  const release = acquireFileLock(path);
  try {
    return { schemaVersion: readSchemaVersion(path), obstacle: undefined, nowMs: undefined };
  } finally {
    release();
  }
}

function readSchemaVersion(path: string): number {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  } catch (error) {
    const message = isDamaged(error)
      ? describeDamage(path, error)
      : `The database ${path} cannot be opened: ${errorReason(error)}`;
    throw new StorageRefused(message, { cause: error });
  } finally {
    database?.close();
  }
}

/** The first of the file, its folder, and the folders above that exist, if this process may not write there. */
function findObstacle(path: string): DatabaseInspection['obstacle'] {
  const folder = findExisting(dirname(resolve(path)));
  for (const each of existsSync(path) ? [`${folder}/`, path] : [`${folder}/`])
    try {
      accessSync(each, constants.W_OK | (each === path ? constants.R_OK : constants.X_OK));
    } catch (error) {
      return {
        reason: `This user cannot write to ${each}: ${errorReason(error)}`,
        fix: 'Change its owner or mode, or choose another place with COLLOQUY_DATABASE_URL.',
      };
    }
  return undefined;
}

const findExisting = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : findExisting(dirname(folder));
