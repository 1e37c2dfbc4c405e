import { DatabaseSync } from 'node:sqlite';
import { translateError } from './errors.ts';
import { SqliteStatements } from './statements.ts';
import { SqliteReader } from './transaction.ts';

/** A connection that only reads, and sees the commits before the moment at which the snapshot was taken. */
export class ReadSnapshot {
  readonly reader: SqliteReader;
  readonly #database: DatabaseSync;

  /** @param settings statements that configure the connection. */
  constructor(path: string, settings: string) {
    this.#database = new DatabaseSync(path, { readOnly: true });
    this.#database.exec(settings);
    this.reader = new SqliteReader(new SqliteStatements(this.#database));
  }

  get isTaken(): boolean {
    return this.#database.isTransaction;
  }

  /** Takes the snapshot now, again if it was taken before. @throws StorageUnavailable when the file cannot be read. */
  take(): void {
    this.release();
    try {
      // The first statement that reads takes the snapshot.
      this.#database.exec('BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1');
    } catch (error) {
      throw translateError(error, this.#database);
    }
  }

  release(): void {
    // After a read of a damaged page, COMMIT would fail with the error of that read.
    if (this.isTaken) this.#database.exec('ROLLBACK');
  }

  close(): void {
    this.#database.close();
  }
}
