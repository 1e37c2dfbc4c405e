/** Copies a row that the product created many times, directly in a database that no server has open. */

import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { parseDatabaseUrl } from '../../packages/server/src/storage/database-url.ts';

/**
 * What differs between the copies of a row: columns, and the SQL of their values from `copy.number`, 1 to n. The
 * database assigns a value that is null.
 */
type Changes = Readonly<Record<string, string | null>>;

/** The functions of a database that filling needs; values in statements are our own and need no escaping. */
interface Bulk {
  columnsOf(table: string): Promise<string[]>;
  run(statement: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A SID like that of the model, except for its last digits, which count the copies. */
export const copiedSidSql = (sid: string) =>
  `substr(${sid}, 1, 26) || substr(CAST(100000000 + copy.number AS TEXT), 2)`;
export const copiedModelSidSql = copiedSidSql('model.sid');

/** A query of the numbers from 1 to `count`. */
export const numbers = (count: number): string =>
  `WITH RECURSIVE up(number) AS (SELECT 1 WHERE ${count} > 0
    UNION ALL SELECT number + 1 FROM up WHERE number < ${count}) SELECT number FROM up`;

/** An INSERT of one copy of the only row of a table that matches `where`, for each row of a query. */
export async function copySql(
  bulk: Bulk,
  table: string,
  where: string,
  each: string,
  changes: Changes,
): Promise<string> {
  const columns = (await bulk.columnsOf(table)).filter((name) => changes[name] !== null);
  const values = columns.map((name) => changes[name] ?? `model.${name}`);
  return `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')}
    FROM (${each}) AS copy CROSS JOIN (SELECT * FROM ${table} AS model WHERE ${where}) AS model`;
}

/** Works in one transaction, durable or not, in a database that no server has open. */
export async function runBulkCopy(databaseUrl: string, work: (bulk: Bulk) => Promise<void>): Promise<void> {
  const location = parseDatabaseUrl(databaseUrl);
  const bulk = location?.kind === 'file' ? openSqlite(location.path) : await openPostgres(databaseUrl);
  try {
    await bulk.run('BEGIN');
    await work(bulk);
    await bulk.run('COMMIT');
    // SQLite plans queries by the indexes alone; PostgreSQL needs statistics, which it would collect later.
    if (location?.kind === 'server') await bulk.run('VACUUM ANALYZE');
  } finally {
    await bulk.close();
  }
}

function openSqlite(path: string): Bulk {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -262144');
  return {
    columnsOf: async (table) =>
      database
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all(table)
        .map((column) => String(column['name'])),
    run: async (statement) => database.exec(statement),
    close: async () => database.close(),
  };
}

async function openPostgres(databaseUrl: string): Promise<Bulk> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return {
    columnsOf: async (table) => {
      const { rows } = await client.query<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns
          WHERE table_schema = current_schema() AND table_name = $1`,
        [table],
      );
      return rows.map(({ name }) => name);
    },
    run: (statement) => client.query(statement),
    close: () => client.end(),
  };
}
