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

/** Calls of one statement that are sent together. */
interface Batch {
  /** Batches are sent in the order of their numbers. */
  readonly number: number;
  readonly statement: Statement;
  readonly calls: QueuedStatement[];
}

/** Which batches a call may join: none, or only one with this number or a higher one. */
interface Place {
  readonly isAlone?: boolean;
  readonly notBefore?: number;
}

type Values = Readonly<Record<string, SqlValue>>;

export interface Statements {
  /** Returns the row of a query, or the key of the row that a change has changed. */
  batched(statement: Statement, values: Values): Promise<readonly Row[]>;
  /** All rows of a query. */
  single(statement: Statement, values: Values): Promise<readonly Row[]>;
}

export interface OrderedStatements extends Statements {
  /** What is called from now on is sent after the calls so far: two calls in one statement would have no order. */
  separate(): void;
  /** Resolves when the calls so far have been sent: what anybody calls later comes after them on the same session. */
  sent(): Promise<void>;
}

/**
 * Collects the calls of one tick of the event loop and sends those of the same statement as one. A query for several
 * rows is sent alone, because its rows have an order.
 */
export class StatementBatcher implements Statements {
  readonly #session: () => Promise<Session>;
  readonly #maxBatchSize: number;
  #waiting: Batch[] = [];
  /** Of the batches that wait, the last one of each statement. */
  readonly #latest = new Map<Statement, Batch>();
  #count = 0;
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

  batched(statement: Statement, values: Values): Promise<readonly Row[]> {
    return this.#call(statement, values, {}).rows;
  }

  single(statement: Statement, values: Values): Promise<readonly Row[]> {
    return this.#call(statement, values, { isAlone: true }).rows;
  }

  /** The statements of one unit of work, which are sent in the order in which it calls them. */
  inOrder(): OrderedStatements {
    let notBefore = 0;
    const call = (statement: Statement, values: Values, isAlone: boolean) => {
      const { batch, rows } = this.#call(statement, values, { isAlone, notBefore });
      notBefore = batch.number;
      return rows;
    };
    return {
      batched: (statement, values) => call(statement, values, false),
      single: (statement, values) => call(statement, values, true),
      separate: () => {
        notBefore++;
      },
      // They are sent by an immediate that was scheduled before this one.
      sent: () => new Promise((resolve) => setImmediate(resolve)),
    };
  }

  #call(statement: Statement, values: Values, place: Place) {
    const batch = this.#batchOf(statement, place);
    const { promise: rows, resolve, reject } = Promise.withResolvers<readonly Row[]>();
    batch.calls.push({ values: valuesInOrder(variantsOf(statement).parameters, values), resolve, reject });
    return { batch, rows };
  }

  #batchOf(statement: Statement, { isAlone = false, notBefore = 0 }: Place): Batch {
    const latest = isAlone ? undefined : this.#latest.get(statement);
    if (latest !== undefined && latest.number >= notBefore) return latest;
    if (this.#waiting.length === 0) setImmediate(() => this.#send());
    const batch = { number: ++this.#count, statement, calls: [] };
    this.#waiting.push(batch);
    if (!isAlone) this.#latest.set(statement, batch);
    return batch;
  }

  #send(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#latest.clear();
    for (const { statement, calls } of waiting) {
      // Two transactions that lock the same rows in different orders would deadlock.
      if (variantsOf(statement).locks) calls.sort((a, b) => (String(a.values) < String(b.values) ? -1 : 1));
      for (let first = 0; first < calls.length; first += this.#maxBatchSize) {
        const batch = calls.slice(first, first + this.#maxBatchSize);
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
