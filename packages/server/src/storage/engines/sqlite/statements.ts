import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type Compiled, compile, valuesInOrder } from '../../compile.ts';
import type { LogTable } from '../../log-table.ts';
import type { Statement } from '../../statement.ts';
import type { SqlValue } from '../../table.ts';
import { sqlite } from './dialect.ts';
import { translateError } from './errors.ts';

interface Prepared {
  readonly statement: StatementSync;
  readonly parameters: readonly string[];
  /** The columns of its rows; empty for a change. */
  readonly columns: readonly string[];
}

type Row = Record<string, SQLOutputValue>;
type Values = Readonly<Record<string, SqlValue>>;
type Execute<Result> = (prepared: Prepared, values: readonly SqlValue[]) => Result;

const getRow: Execute<Row | undefined> = ({ statement, columns }, values) => {
  const found: unknown = statement.get(...values);
  return Array.isArray(found) ? rowOf(columns, found) : undefined;
};

const getRows: Execute<Row[]> = ({ statement, columns }, values) => {
  const found: readonly unknown[] = statement.all(...values);
  return found.map((row) => rowOf(columns, Array.isArray(row) ? row : []));
};

const change: Execute<boolean> = ({ statement }, values) => statement.run(...values).changes > 0;

/** The statements of one connection, prepared on their first use. */
export class SqliteStatements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<Statement | LogTable, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(statement: Statement, values: Values): Row | undefined {
    return this.#execute(statement, values, getRow);
  }

  all(statement: Statement, values: Values): Row[] {
    return this.#execute(statement, values, getRows);
  }

  /** Whether a row was changed. */
  run(statement: Statement | LogTable, values: Values): boolean {
    return this.#execute(statement, values, change);
  }

  #execute<Result>(source: Statement | LogTable, values: Values, execute: Execute<Result>): Result {
    try {
      const prepared = this.#prepare(source);
      return execute(prepared, valuesInOrder(prepared.parameters, values));
    } catch (error) {
      throw translateError(error, this.#database);
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
