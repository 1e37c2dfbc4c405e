import { valuesInOrder } from '../../compile.ts';
import type { Statement } from '../../statement.ts';
import type { SqlValue } from '../../table.ts';
import type { Row, Session } from './connection.ts';
import { type Form, formsOf } from './forms.ts';

interface Call {
  readonly values: readonly SqlValue[];
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls that one round trip carries at most. */
const largestBatch = 128;

/**
 * Collects the calls that arrive in one turn of the event loop and sends those of the same statement as one.
 * A query for several rows goes alone: its rows have an order of their own.
 */
export class Calls {
  readonly #session: () => Promise<Session>;
  #waiting = new Map<Statement, Call[]>();
  #failure: unknown;

  constructor(session: () => Promise<Session>) {
    this.#session = session;
  }

  /** The first error of a statement, after which a transaction can only be undone. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The rows of a query for one row, or the keys of the rows that were changed. */
  merged(statement: Statement, values: Readonly<Record<string, SqlValue>>): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      const call = { values: valuesInOrder(formsOf(statement).parameters, values), resolve, reject };
      if (this.#waiting.size === 0) setImmediate(() => this.#send());
      const same = this.#waiting.get(statement);
      if (same === undefined) this.#waiting.set(statement, [call]);
      else same.push(call);
    });
  }

  /** All rows of a query. */
  async alone(statement: Statement, values: Readonly<Record<string, SqlValue>>): Promise<readonly Row[]> {
    const { parameters, single } = formsOf(statement);
    return this.#query(single, valuesInOrder(parameters, values));
  }

  #send(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [statement, calls] of waiting) {
      for (let first = 0; first < calls.length; first += largestBatch) {
        const batch = calls.slice(first, first + largestBatch);
        // Two transactions that lock the same rows in different orders would wait for each other.
        if (formsOf(statement).locks) batch.sort((a, b) => (String(a.values) < String(b.values) ? -1 : 1));
        this.#run(statement, batch).catch((error: unknown) => {
          for (const call of batch) call.reject(error);
        });
      }
    }
  }

  async #run(statement: Statement, calls: readonly Call[]): Promise<void> {
    const { parameters, single, merged } = formsOf(statement);
    const [only] = calls;
    if (only !== undefined && (calls.length === 1 || parameters.length === 0)) {
      const rows = await this.#query(single, only.values);
      for (const call of calls) call.resolve(rows);
      return;
    }
    const arrays = parameters.map((_, index) => calls.map((call) => call.values[index] ?? null));
    const rows = await this.#query(merged, arrays);
    if (statement.kind === 'select') answerQueries(calls, rows);
    else answerChanges(statement.table.key, parameters, calls, rows);
  }

  async #query(form: Form, values: readonly unknown[]): Promise<readonly Row[]> {
    try {
      const session = await this.#session();
      return (await session.query(form, values)).rows;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }
}

function answerQueries(calls: readonly Call[], rows: readonly Row[]): void {
  const byCall = new Map<SqlValue, Row>();
  for (const row of rows) {
    const number = row['call'] ?? null;
    if (!byCall.has(number)) byCall.set(number, row);
  }
  for (const [index, call] of calls.entries()) {
    const row = byCall.get(index + 1);
    call.resolve(row === undefined ? [] : [row]);
  }
}

/** Which rows were changed is told by their keys; of two calls with one key, the first did it. */
function answerChanges(
  key: readonly string[],
  parameters: readonly string[],
  calls: readonly Call[],
  rows: readonly Row[],
): void {
  const changed = new Map(rows.map((row) => [JSON.stringify(key.map((name) => row[name])), row]));
  const positions = key.map((name) => parameters.indexOf(name));
  for (const call of calls) {
    const id = JSON.stringify(positions.map((position) => call.values[position]));
    const row = changed.get(id);
    changed.delete(id);
    call.resolve(row === undefined ? [] : [row]);
  }
}
