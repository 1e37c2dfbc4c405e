import pg from 'pg';
import { ForeignKeyViolation, StorageUnavailable, UniqueViolation } from '../../storage.ts';
import type { SqlValue } from '../../table.ts';
import type { PreparedStatement } from './prepared-statements.ts';

export type Row = Readonly<Record<string, SqlValue>>;
export interface QueryResult {
  readonly rows: readonly Row[];
  readonly command: string;
}

/** A number of 8 bytes is a number here: ours stay below 2^53. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === 20 ? Number : pg.types.getTypeParser(oid, format),
};

/** A connection as long as it lasts; work that must not be torn apart stays on one. */
export class Session {
  readonly #client: pg.Client;

  constructor(client: pg.Client) {
    this.#client = client;
  }

  /** @throws UniqueViolation, MissingParent, Conflict, StorageUnavailable. */
  async query(statement: PreparedStatement | string, values: readonly unknown[] = []): Promise<QueryResult> {
    try {
      const query =
        typeof statement === 'string' ? { text: statement } : { ...statement, values: [...values] };
      return await this.#client.query<Row>(query);
    } catch (error) {
      throw translateError(error);
    }
  }
}

/** A place for one session, on which requests follow each other without waiting; it is made anew when it breaks. */
export class Connection {
  readonly #url: string;
  #current: pg.Client | undefined;
  #client: Promise<pg.Client> | undefined;
  #session: Promise<Session> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws StorageUnavailable. */
  session(): Promise<Session> {
    this.#client ??= this.#connect();
    this.#session ??= this.#client.then((client) => new Session(client));
    return this.#session;
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    await client?.end();
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      pipeline: true,
      types,
      application_name: 'colloquy',
      connectionTimeoutMillis: 5000,
      statement_timeout: 30_000,
      // A server that has gone silent cannot keep its own time.
      query_timeout: 35_000,
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
    });
    // Its end can come when another has taken its place.
    const forget = () => {
      if (this.#current !== client) return;
      this.#current = undefined;
      this.#client = undefined;
      this.#session = undefined;
    };
    this.#current = client;
    client.on('error', forget);
    client.on('end', forget);
    try {
      await client.connect();
    } catch (error) {
      forget();
      throw new StorageUnavailable('PostgreSQL cannot be reached.', { cause: error });
    }
    return client;
  }
}

/** A deadlock or a serialization failure: nothing was done, and trying again is the answer. */
export class Conflict extends StorageUnavailable {}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
function translateError(error: unknown): unknown {
  const code = error instanceof pg.DatabaseError ? error.code : undefined;
  if (code === '23505') return new UniqueViolation();
  if (code === '23503') return new ForeignKeyViolation();
  if (code === '40001' || code === '40P01') return new Conflict('', { cause: error });
  const isOurFault = code?.startsWith('42') || code?.startsWith('22') || code?.startsWith('25');
  return isOurFault ? error : new StorageUnavailable('PostgreSQL did not answer.', { cause: error });
}
