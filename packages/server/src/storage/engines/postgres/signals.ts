import pg from 'pg';
import type { Signals } from '../../signals.ts';

const channel = 'colloquy';

/**
 * The least time between two sendings. The first of a burst is sent at once; the others wait, so that a busy process
 * costs the server 50 small transactions per second, and others as many polls.
 */
const intervalMs = 20;

/** Messages that wait to be sent. Further ones are dropped. */
const maxPending = 1000;

/** The server refuses messages of 8000 bytes. */
const maxMessageLength = 2000;

/** The delay before a lost connection is opened again. */
const reconnectDelayMs = 1000;

/**
 * Signals by NOTIFY, on a connection of their own. In the transactions of requests it would hold a lock of the whole
 * database until their commit is on disk, so that none of them could share a sync; here nothing is waited for.
 */
export class PostgresSignals implements Signals {
  readonly #url: string;
  readonly #listeners = new Map<string, Set<(payload: string) => void>>();
  readonly #pending = new Set<string>();
  /** The connection, while it is opened too. */
  #current: pg.Client | undefined;
  /** The connection, once it listens. */
  #client: pg.Client | undefined;
  #processId: number | undefined;
  #opening: Promise<void> | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #pause: NodeJS.Timeout | undefined;
  #isSending = false;
  #isClosed = false;

  constructor(url: string) {
    this.#url = url;
  }

  send(topic: string, payload = ''): void {
    const message = `${topic} ${payload}`;
    // A process that listens to nothing has no connection, like a command that ends soon.
    if (this.#client === undefined || message.length > maxMessageLength) return;
    if (this.#pending.size < maxPending) this.#pending.add(message);
    if (this.#pause === undefined && !this.#isSending) void this.#flush();
  }

  on(topic: string, listener: (payload: string) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    this.#opening ??= this.#open();
    return () => listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#reconnect);
    clearTimeout(this.#pause);
    await this.#opening;
    await this.#current?.end().catch(() => {});
  }

  /** Never rejects. */
  async #open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'colloquy signals',
      connectionTimeoutMillis: 5000,
      query_timeout: 10_000,
      keepAlive: true,
    });
    this.#current = client;
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', ({ processId, payload = '' }) => {
      if (processId !== this.#processId) this.#receive(payload);
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ id: number }>('SELECT pg_backend_pid() AS id');
      this.#processId = rows[0]?.id;
      await client.query(`SET synchronous_commit = off; LISTEN ${channel}`);
      if (this.#current === client) this.#client = client;
    } catch {
      // The storage reports that the database cannot be reached; without signals, processes poll.
      this.#lose(client);
    }
  }

  #lose(client: pg.Client): void {
    if (this.#current !== client) return;
    this.#current = undefined;
    this.#client = undefined;
    this.#pending.clear();
    void client.end().catch(() => {});
    if (this.#isClosed) return;
    this.#reconnect = setTimeout(() => {
      this.#opening = this.#open();
    }, reconnectDelayMs).unref();
  }

  #receive(message: string): void {
    const end = message.indexOf(' ');
    const payload = message.slice(end + 1);
    for (const listener of this.#listeners.get(message.slice(0, end)) ?? []) listener(payload);
  }

  /** Sends what waits, at most once in each interval. Never rejects. */
  async #flush(): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    const messages = [...this.#pending];
    this.#pending.clear();
    this.#isSending = true;
    await client
      .query('SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message', [channel, messages])
      // A connection that does not respond is of no more use than one that is lost.
      .catch(() => this.#lose(client));
    this.#isSending = false;
    if (this.#isClosed) return;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#pending.size > 0) void this.#flush();
    }, intervalMs).unref();
  }
}
