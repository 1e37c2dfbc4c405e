import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { assertCurrentSchema } from '../../migrations/index.ts';
import { type Snapshot, StorageRefused } from '../../storage.ts';
import { SqliteStatements } from './statements.ts';
import { SqliteReader } from './transaction.ts';

/**
 * Opens a second connection with a read transaction: the log of commits keeps what it reads until it is closed.
 *
 * @throws StorageRefused if there is no such database.
 */
export function openSqliteSnapshot(path: string): Snapshot {
  if (!existsSync(path)) throw new StorageRefused(`There is no database ${path}.`);
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    // The transaction begins with its first read.
    database.exec('BEGIN');
    assertCurrentSchema(Number(database.prepare('PRAGMA user_version').get()?.['user_version']));
    database.prepare('SELECT count(*) FROM account').get();
  } catch (error) {
    database.close();
    throw error;
  }
  return new SqliteSnapshot(database);
}

class SqliteSnapshot extends SqliteReader implements Snapshot {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    super(new SqliteStatements(database));
    this.#database = database;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
  }
}
