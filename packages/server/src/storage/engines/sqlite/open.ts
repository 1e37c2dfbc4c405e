import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { OpenOptions } from '../../open-options.ts';
import { type Storage, StorageRefused } from '../../storage.ts';
import type { EngineRecord } from '../capabilities.ts';
import { type CheckpointSettings, Checkpoints } from './checkpoints.ts';
import type { DurableFile } from './durable-commits.ts';
import { describeDamage, isDamaged } from './errors.ts';
import { acquireFileLock } from './file-lock.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { migrate } from './migrate.ts';
import { ReadSnapshot } from './read-snapshot.ts';
import { SqliteStorage } from './storage.ts';

const defaultPageCacheBytes = 16_777_216;

export interface SqliteOptions extends Pick<OpenOptions, 'observer' | 'pageCacheBytes'> {
  /** Opens the write-ahead log of a database. */
  readonly openLog?: (path: string) => LogFile;
  readonly checkpoints?: Partial<CheckpointSettings>;
}

/**
 * Opens a SQLite database and brings its schema up to date.
 *
 * @param path the file, which is created with its folder if it does not exist; or `:memory:`.
 * @throws StorageRefused when another process has opened the file, when its schema has another version, or when it
 * cannot be read or written.
 */
export function openSqlite(path: string, engine: EngineRecord, options: SqliteOptions = {}): Storage {
  try {
    return open(path, engine, options);
  } catch (error) {
    if (error instanceof StorageRefused) throw error;
    if (isDamaged(error)) throw new StorageRefused(describeDamage(path, error), { cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw new StorageRefused(`The database ${path} cannot be opened: ${reason}`, { cause: error });
  }
}

/** Creates the file if it does not exist. It contains the account's token, so only its owner may read it. */
function create(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

/** Of every connection of the serving thread. */
const connectionSettings = `
  PRAGMA busy_timeout = 0;
  PRAGMA temp_store = MEMORY;
`;

function open(path: string, engine: EngineRecord, options: SqliteOptions): Storage {
  const { observer, pageCacheBytes = defaultPageCacheBytes } = options;
  const inMemory = path === ':memory:';
  if (!inMemory) create(path);
  const release = inMemory ? () => {} : acquireFileLock(path);
  const database = new DatabaseSync(path);
  try {
    database.exec(`
      ${connectionSettings}
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = 0;
      PRAGMA cache_size = -${Math.ceil(pageCacheBytes / 1024)};
      PRAGMA foreign_keys = ON;
    `);
    migrate(database);
    // From here on, commits are synced by DurableCommits.
    database.exec('PRAGMA synchronous = NORMAL');
    const file = inMemory ? undefined : openDurableFile(path, options);
    return new SqliteStorage(database, engine, file, release, observer);
  } catch (error) {
    database.close();
    release();
    throw error;
  }
}

const openDurableFile = (
  path: string,
  { openLog = openLogFile, checkpoints }: SqliteOptions,
): DurableFile => ({
  log: openLog(path),
  snapshot: new ReadSnapshot(path, connectionSettings),
  checkpoints: new Checkpoints(path, checkpoints),
});
