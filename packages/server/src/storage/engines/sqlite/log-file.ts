import { closeSync, fdatasync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { syncPath } from './sync-path.ts';

/** The write-ahead log of a database file. A commit is durable when its log is on disk. */
export interface LogFile {
  /** Resolves when everything that was written to the log before the call is on disk; does not block the thread. */
  sync(): Promise<void>;
  close(): void;
}

const syncData = promisify(fdatasync);

/**
 * Opens the log of a database that a connection has open. SQLite keeps this one file until the last connection closes.
 *
 * @param path of the database.
 */
export function openLogFile(path: string): LogFile {
  const file = openSync(`${path}-wal`, 'r+');
  // A file that was just created is lost with a power failure until its folder is on disk.
  syncPath(dirname(path));
  return { sync: () => syncData(file), close: () => closeSync(file) };
}
