import { isQuery, valuesInOrder } from '../../compile.ts';
import type { Statement } from '../../statement.ts';
import type { SqlValue } from '../../table.ts';
import type { Row, Session } from './connection.ts';
import { type PreparedStatement, variantsOf } from './prepared-statements.ts';

interface QueuedStatement {
  readonly values: readonly SqlValue[];
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects the calls of one tick of the event loop and sends those of the same statement as one. A query for several
 * rows is sent alone, because its rows have an order.
 */
export class StatementBatcher {
  readonly #session: () => Promise<Session>;
  readonly #maxBatchSize: number;
  #waiting = new Map<Statement, QueuedStatement[]>();
  #failure: unknown;

  /** @param maxBatchSize the maximum number of calls in one statement. */
  constructor(session: () => Promise<Session>, maxBatchSize: number) {
    this.#session = session;
    this.#maxBatchSize = maxBatchSize;
  }

  /** The first error of a statement, after which a transaction can only be rolled back. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Returns the row of a query, or the key of the row that a change has changed. */
  batched(statement: Statement, values: Readonly<Record<string, SqlValue>>): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      const queued = { values: valuesInOrder(variantsOf(statement).parameters, values), resolve, reject };
      if (this.#waiting.size === 0) setImmediate(() => this.#send());
      const same = this.#waiting.get(statement);
      if (same === undefined) this.#waiting.set(statement, [queued]);
      else same.push(queued);
    });
  }

  /** All rows of a query. */
  async single(statement: Statement, values: Readonly<Record<string, SqlValue>>): Promise<readonly Row[]> {
    const { parameters, single } = variantsOf(statement);
    return this.#query(single, valuesInOrder(parameters, values));
  }

  #send(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [statement, statements] of waiting) {
      // Two transactions that lock the same rows in different orders would deadlock.
      if (variantsOf(statement).locks)
        statements.sort((a, b) => (String(a.values) < String(b.values) ? -1 : 1));
      for (let first = 0; first < statements.length; first += this.#maxBatchSize) {
        const batch = statements.slice(first, first + this.#maxBatchSize);
        this.#run(statement, batch).catch((error: unknown) => {
          for (const queued of batch) queued.reject(error);
        });
      }
    }
  }

  async #run(statement: Statement, statements: readonly QueuedStatement[]): Promise<void> {
    const { parameters, key, single, batched } = variantsOf(statement);
    const [only] = statements;
    if (only !== undefined && (statements.length === 1 || parameters.length === 0)) {
      const rows = await this.#query(single, only.values);
      for (const queued of statements) queued.resolve(rows);
      return;
    }
    const arrays = parameters.map((_, index) => statements.map((queued) => queued.values[index] ?? null));
    const rows = await this.#query(batched, arrays);
    if (isQuery(statement)) resolveQueries(statements, rows);
    else resolveWrites(key, parameters, statements, rows);
  }

  async #query(statement: PreparedStatement, values: readonly unknown[]): Promise<readonly Row[]> {
    try {
      const session = await this.#session();
      return (await session.query(statement, values)).rows;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }
}

function resolveQueries(statements: readonly QueuedStatement[], rows: readonly Row[]): void {
  const byCall = new Map<SqlValue, Row>();
  for (const row of rows) {
    const number = row['call'] ?? null;
    if (!byCall.has(number)) byCall.set(number, row);
  }
  for (const [index, queued] of statements.entries()) {
    const row = byCall.get(index + 1);
    queued.resolve(row === undefined ? [] : [row]);
  }
}

/** Assigns the changed rows to the calls by their keys. Of two calls with one key, the first gets the row. */
function resolveWrites(
  key: readonly string[],
  parameters: readonly string[],
  statements: readonly QueuedStatement[],
  rows: readonly Row[],
): void {
  const changed = new Map(rows.map((row) => [JSON.stringify(key.map((name) => row[name])), row]));
  const positions = key.map((name) => parameters.indexOf(name));
  for (const queued of statements) {
    const id = JSON.stringify(positions.map((position) => queued.values[position]));
    const row = changed.get(id);
    changed.delete(id);
    queued.resolve(row === undefined ? [] : [row]);
  }
}
