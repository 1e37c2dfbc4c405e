import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Compiled, compile, valuesInOrder } from '../../compile.ts';
import type { Log } from '../../log.ts';
import type { Statement } from '../../statement.ts';
import { MissingParent, StorageUnavailable, UniqueViolation } from '../../storage.ts';
import type { SqlValue } from '../../table.ts';
import { sqlite } from './dialect.ts';

interface Prepared {
  readonly statement: StatementSync;
  readonly parameters: readonly string[];
}

/** https://www.sqlite.org/rescode.html */
const extendedCode = { foreignKey: 787, primaryKey: 1555, unique: 2067 };
/** Out of memory, read-only, input or output error, full disk, file that cannot be opened. */
const unavailable = [7, 8, 10, 13, 14];

/** The statements of one connection, prepared on their first use and kept. */
export class SqliteStatements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<Statement | Log, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(statement: Statement, values: Readonly<Record<string, SqlValue>>): Record<string, unknown> | undefined {
    const { statement: prepared, parameters } = this.#prepare(statement);
    return prepared.get(...valuesInOrder(parameters, values));
  }

  all(statement: Statement, values: Readonly<Record<string, SqlValue>>): Record<string, unknown>[] {
    const { statement: prepared, parameters } = this.#prepare(statement);
    return prepared.all(...valuesInOrder(parameters, values));
  }

  /** Whether a row was changed. */
  run(statement: Statement | Log, values: Readonly<Record<string, SqlValue>>): boolean {
    const { statement: prepared, parameters } = this.#prepare(statement);
    try {
      return prepared.run(...valuesInOrder(parameters, values)).changes > 0;
    } catch (error) {
      throw translated(error);
    }
  }

  #prepare(statement: Statement | Log): Prepared {
    const known = this.#prepared.get(statement);
    if (known !== undefined) return known;
    const { sql, parameters } = 'kind' in statement ? compileSelf(statement) : compileLog(statement);
    const prepared = { statement: this.#database.prepare(sql), parameters };
    this.#prepared.set(statement, prepared);
    return prepared;
  }
}

/**
 * A parameter as a bare limit makes SQLite plan the query anew whenever it is bound, which took five times as
 * long as a small page itself. It does not look into expressions.
 */
function compileSelf(statement: Statement): Compiled {
  const { sql, parameters } = compile(statement, sqlite, (index) => `?${index + 1}`);
  return { sql: sql.replace(/\b(LIMIT|OFFSET) (\?\d+)/g, '$1 ($2 + 0)'), parameters };
}

/**
 * The position is one more than the last: there is one writer, so its order is the order of the commits. The
 * newest record is never pruned, so no position is given twice.
 */
function compileLog({ name, columns }: Log): Compiled {
  const parameters = Object.keys(columns);
  const values = parameters.map((_, index) => `?${index + 1}`);
  return { sql: `INSERT INTO ${name} (${parameters.join(', ')}) VALUES (${values.join(', ')})`, parameters };
}

function translated(error: unknown): unknown {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  if (code === extendedCode.unique || code === extendedCode.primaryKey) return new UniqueViolation();
  if (code === extendedCode.foreignKey) return new MissingParent();
  if (typeof code === 'number' && unavailable.includes(code & 0xff)) {
    return new StorageUnavailable('The database cannot be written.', { cause: error });
  }
  return error;
}
