import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type Compiled, compile, valuesInOrder } from '../../compile.ts';
import type { LogTable } from '../../log-table.ts';
import type { Statement } from '../../statement.ts';
import { ForeignKeyViolation, StorageUnavailable, UniqueViolation } from '../../storage.ts';
import type { SqlValue } from '../../table.ts';
import { sqlite } from './dialect.ts';

interface Prepared {
  readonly statement: StatementSync;
  readonly parameters: readonly string[];
  /** The columns of its rows; empty for a change. */
  readonly columns: readonly string[];
}

type Row = Record<string, SQLOutputValue>;

/** https://www.sqlite.org/rescode.html */
const extendedCode = { foreignKey: 787, primaryKey: 1555, unique: 2067 };
/** Out of memory, read-only, input or output error, full disk, file that cannot be opened. */
const unavailable = [7, 8, 10, 13, 14];

/** The statements of one connection, prepared on their first use. */
export class SqliteStatements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<Statement | LogTable, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(statement: Statement, values: Readonly<Record<string, SqlValue>>): Row | undefined {
    const { statement: prepared, parameters, columns } = this.#prepare(statement);
    const found: unknown = prepared.get(...valuesInOrder(parameters, values));
    return Array.isArray(found) ? rowOf(columns, found) : undefined;
  }

  all(statement: Statement, values: Readonly<Record<string, SqlValue>>): Row[] {
    const { statement: prepared, parameters, columns } = this.#prepare(statement);
    const found: readonly unknown[] = prepared.all(...valuesInOrder(parameters, values));
    return found.map((row) => rowOf(columns, Array.isArray(row) ? row : []));
  }

  /** Whether a row was changed. */
  run(statement: Statement | LogTable, values: Readonly<Record<string, SqlValue>>): boolean {
    const { statement: prepared, parameters } = this.#prepare(statement);
    try {
      return prepared.run(...valuesInOrder(parameters, values)).changes > 0;
    } catch (error) {
      throw translateError(error);
    }
  }

  #prepare(source: Statement | LogTable): Prepared {
    const known = this.#prepared.get(source);
    if (known !== undefined) return known;
    const { sql, parameters } = 'kind' in source ? compileStatement(source) : compileLog(source);
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    const prepared = { statement, parameters, columns: statement.columns().map(({ name }) => name) };
    this.#prepared.set(source, prepared);
    return prepared;
  }
}

/** Objects that are created here share one hidden class; those that node:sqlite creates are slow to read. */
function rowOf(columns: readonly string[], values: readonly SQLOutputValue[]): Row {
  const row: Row = {};
  for (let i = 0; i < columns.length; i++) row[columns[i] ?? ''] = values[i] ?? null;
  return row;
}

/**
 * A bare parameter as a limit makes SQLite plan the query again whenever it is bound, which took five times as long as
 * reading a small page. SQLite does not do so for an expression.
 */
function compileStatement(statement: Statement): Compiled {
  const { sql, parameters } = compile(statement, sqlite, (index) => `?${index + 1}`);
  return { sql: sql.replace(/\b(LIMIT|OFFSET) (\?\d+)/g, '$1 ($2 + 0)'), parameters };
}

/**
 * The position is one more than the last. There is one writer, so position order is commit order. The newest record is
 * never pruned, so no position is used twice.
 */
function compileLog({ name, columns }: LogTable): Compiled {
  const parameters = Object.keys(columns);
  const values = parameters.map((_, index) => `?${index + 1}`);
  return { sql: `INSERT INTO ${name} (${parameters.join(', ')}) VALUES (${values.join(', ')})`, parameters };
}

function translateError(error: unknown): unknown {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  if (code === extendedCode.unique || code === extendedCode.primaryKey) return new UniqueViolation();
  if (code === extendedCode.foreignKey) return new ForeignKeyViolation();
  if (typeof code === 'number' && unavailable.includes(code & 0xff)) {
    return new StorageUnavailable('The database cannot be written.', { cause: error });
  }
  return error;
}
