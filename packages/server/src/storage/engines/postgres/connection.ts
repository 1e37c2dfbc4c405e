import pg from 'pg';
import { StorageUnavailable } from '../../storage.ts';
import type { SqlValue } from '../../table.ts';
import type { EngineRecord } from '../capabilities.ts';
import { hasSettings } from './assert-session.ts';
import { translateError } from './errors.ts';
import type { PreparedStatement } from './prepared-statements.ts';

export type Row = Readonly<Record<string, SqlValue>>;
export interface QueryResult {
  readonly rows: readonly Row[];
  readonly command: string;
}

/** Our 8-byte integers stay below 2^53, so they are parsed as numbers. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === 20 ? Number : pg.types.getTypeParser(oid, format),
};

/** The server ends what takes longer, so that its locks do not stay. */
const sessionLimits = { statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000 };

/** One connection until it breaks. The statements of a transaction must use the same session. */
export class Session {
  readonly #client: pg.Client;
  readonly #capabilities: EngineRecord['capabilities'];

  constructor(client: pg.Client, { capabilities }: EngineRecord) {
    this.#client = client;
    this.#capabilities = capabilities;
  }

  /**
   * Begins a transaction that writes.
   *
   * @param lockTimeoutMs how long a statement waits for a lock of another session; undefined for no limit.
   */
  begin(lockTimeoutMs: number | undefined): Promise<QueryResult> {
    const { sessions, sessionTimeouts } = this.#capabilities;
    const settings = {
      ...(sessionTimeouts.supported && !sessions.supported && sessionLimits),
      ...(lockTimeoutMs !== undefined && { lock_timeout: lockTimeoutMs }),
    };
    const statements = Object.entries(settings).map(([name, value]) => `SET LOCAL ${name} = ${value}`);
    return this.query(['BEGIN', ...statements].join('; '));
  }

  /** @throws UniqueViolation, ForeignKeyViolation, Conflict, StorageUnavailable. */
  async query(statement: PreparedStatement | string, values: readonly unknown[] = []): Promise<QueryResult> {
    try {
      return await this.#client.query<Row>(this.#queryOf(statement, values));
    } catch (error) {
      throw translateError(error);
    }
  }

  #queryOf(statement: PreparedStatement | string, values: readonly unknown[]): pg.QueryConfig {
    if (typeof statement === 'string') return { text: statement };
    return this.#capabilities.preparedStatements.supported
      ? { ...statement, values: [...values] }
      : { text: statement.text, values: [...values] };
  }
}

/** Connects on demand, and again after the connection broke. Statements are pipelined. */
export class Connection {
  readonly #url: string;
  readonly #engine: EngineRecord;
  #current: pg.Client | undefined;
  #client: Promise<pg.Client> | undefined;
  #session: Promise<Session> | undefined;

  constructor(url: string, engine: EngineRecord) {
    this.#url = url;
    this.#engine = engine;
  }

  /** @throws StorageUnavailable. */
  session(): Promise<Session> {
    this.#client ??= this.#connect();
    this.#session ??= this.#client.then((client) => new Session(client, this.#engine));
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
      ...(hasSettings(this.#engine) && sessionLimits),
      // The server cannot enforce its own timeout when it does not respond.
      query_timeout: 35_000,
      keepAlive: true,
    });
    // The events of an old client can come when a new one has replaced it.
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
      throw new StorageUnavailable(`${this.#engine.title} cannot be reached.`, { cause: error });
    }
    return client;
  }
}
