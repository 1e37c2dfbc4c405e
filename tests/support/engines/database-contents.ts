import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { decodeProperties } from '../../../packages/server/src/events/decode-event.ts';
import { parseDatabaseUrl } from '../../../packages/server/src/storage/database-url.ts';

type Row = Readonly<Record<string, string | number | null>>;

export interface EventRecord {
  readonly position: number;
  readonly conversation_sid: string;
  readonly number: number;
  readonly name: string;
  readonly source: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

type StoredEvent = Omit<EventRecord, 'properties'> & { readonly properties: string };

interface ConversationRecord {
  readonly sid: string;
  readonly friendly_name: string | null;
  readonly unique_name: string | null;
  readonly state: string;
  readonly created_event: number;
  readonly updated_event: number;
  readonly event_counter: number;
}

/** The contents of a database, read without the server. */
export interface Contents {
  readonly conversations: readonly ConversationRecord[];
  readonly events: readonly EventRecord[];
  readonly services: readonly Row[];
}

const queries = {
  conversations: 'SELECT * FROM conversation ORDER BY service_id, sid',
  events: 'SELECT * FROM event ORDER BY position',
  services: 'SELECT * FROM service ORDER BY sid',
};

/** @param url as COLLOQUY_DATABASE_URL; the server may be running. */
export async function readContents(url: string): Promise<Contents> {
  const connection = await connect(url);
  try {
    const found: Record<string, unknown> = {};
    for (const [name, sql] of Object.entries(queries)) found[name] = await connection.all(sql);
    // The interfaces describe the rows of the queries above, whose properties are JSON.
    const contents = found as unknown as Omit<Contents, 'events'> & {
      readonly events: readonly StoredEvent[];
    };
    const events = contents.events.map((event) => ({ ...event, properties: decodeProperties(event) }));
    return { ...contents, events };
  } finally {
    await connection.close();
  }
}

/** Runs a query in a database without the server. */
export async function queryRows(url: string, sql: string): Promise<readonly Row[]> {
  const connection = await connect(url);
  try {
    return await connection.all(sql);
  } finally {
    await connection.close();
  }
}

/** The number of transactions on a PostgreSQL database that wait for a row that another one has locked. */
export const countBlocked = async (url: string): Promise<number> =>
  (
    await queryRows(
      url,
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
  ).length;

/** Runs a statement in a database without the server. */
export async function execute(url: string, sql: string): Promise<void> {
  const connection = await connect(url);
  await connection.run(sql);
  await connection.close();
}

async function connect(url: string) {
  const location = parseDatabaseUrl(url);
  if (location?.kind === 'file') return openSqlite(location.path);
  if (location?.kind === 'server') return await openPostgres(url);
  throw new Error(`${url} cannot be opened by a second connection.`);
}

function openSqlite(path: string) {
  const database = new DatabaseSync(path);
  return {
    all: async (sql: string) =>
      database
        .prepare(sql)
        .all()
        .map((row) => ({ ...row })),
    run: async (sql: string) => database.exec(sql),
    close: async () => database.close(),
  };
}

async function openPostgres(url: string) {
  const client = new pg.Client({
    connectionString: url,
    types: { getTypeParser: (oid, format) => (oid === 20 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  await client.connect();
  return {
    all: async (sql: string) => (await client.query(sql)).rows,
    run: async (sql: string) => void (await client.query(sql)),
    close: () => client.end(),
  };
}
