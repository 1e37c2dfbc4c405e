import type { DatabaseSync } from 'node:sqlite';
import { ForeignKeyViolation, StorageUnavailable, UniqueViolation } from '../../storage.ts';

/** https://www.sqlite.org/rescode.html */
const extendedCode = { foreignKey: 787, primaryKey: 1555, unique: 2067 };
/** Read-only file, input or output error, full disk, file that cannot be opened. */
const unwritable = [8, 10, 13, 14];
/** Damaged file, not a database. */
const damaged = [11, 26];
/** Locked by another connection, by this one, out of memory, interrupted, a failure of the lock. */
const transient = [5, 6, 7, 9, 15];

const extendedCodeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;

const codeOf = (error: unknown): number => extendedCodeOf(error) & 0xff;

/** Whether another connection has locked the database. */
export const isBusy = (error: unknown): boolean => codeOf(error) === 5;

/** Whether the file is damaged, or is not a database at all. */
export const isDamaged = (error: unknown): boolean => damaged.includes(codeOf(error));

/** What to do about a damaged file. */
export const describeDamage = (path: string, error: unknown): string =>
  `The database ${path} is damaged (${error instanceof Error ? error.message : String(error)}). ` +
  `Stop the server and restore a backup, or save what can be read: sqlite3 ${path} .recover | sqlite3 recovered.db`;

/** Returns an error of the port, or the error itself if the statement is wrong. */
export function translateError(error: unknown, database: DatabaseSync): unknown {
  const extended = extendedCodeOf(error);
  if (extended === extendedCode.unique || extended === extendedCode.primaryKey) return new UniqueViolation();
  if (extended === extendedCode.foreignKey) return new ForeignKeyViolation();
  if (isDamaged(error)) {
    const path = database.location() ?? ':memory:';
    return new StorageUnavailable(describeDamage(path, error), { fault: 'damaged' });
  }
  if (unwritable.includes(extended & 0xff))
    return new StorageUnavailable('The database cannot be written.', { cause: error, fault: 'unwritable' });
  if (transient.includes(extended & 0xff))
    return new StorageUnavailable('The database cannot be used at the moment.', { cause: error });
  return error;
}
