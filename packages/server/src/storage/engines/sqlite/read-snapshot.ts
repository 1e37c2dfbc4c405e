import { DatabaseSync } from 'node:sqlite';
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

  /** Takes the snapshot now, again if it was taken before. */
  take(): void {
    this.release();
    // The first statement that reads takes the snapshot.
    this.#database.exec('BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1');
  }

  release(): void {
    if (this.isTaken) this.#database.exec('COMMIT');
  }

  close(): void {
    this.#database.close();
  }
}
