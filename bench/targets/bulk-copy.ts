/** Many rows at once, straight into a database that no server has open: copies of a row that the product made. */

import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { parseDatabaseUrl } from '../../packages/server/src/storage/database-url.ts';

/**
 * What differs between the copies of a row: columns, and the SQL of their values from `copy.number`, 1 to n. What is
 * null is left to the database.
 */
type Changes = Readonly<Record<string, string | null>>;

/** A database as far as filling needs it; values in statements are our own, and plain. */
interface Bulk {
  columnsOf(table: string): Promise<string[]>;
  run(statement: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A SID like that of the model but for its last digits, which count the copies. */
export const copiedSidSql = (sid: string) =>
  `substr(${sid}, 1, 26) || substr(CAST(100000000 + copy.number AS TEXT), 2)`;
export const copiedModelSidSql = copiedSidSql('model.sid');

/** A query of the numbers from 1 to `count`. */
export const numbers = (count: number): string =>
  `WITH RECURSIVE up(number) AS (SELECT 1 WHERE ${count} > 0
    UNION ALL SELECT number + 1 FROM up WHERE number < ${count}) SELECT number FROM up`;

/** An INSERT of one copy of a table's only row `where` says for each row of a query. */
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

/** Works in one transaction, durable or not, at a database that nobody else has open. */
export async function runBulkCopy(databaseUrl: string, work: (bulk: Bulk) => Promise<void>): Promise<void> {
  const location = parseDatabaseUrl(databaseUrl);
  const bulk = location?.kind === 'file' ? openSqlite(location.path) : await openPostgres(databaseUrl);
  try {
    await bulk.run('BEGIN');
    await work(bulk);
    await bulk.run('COMMIT');
    // The product's SQLite plans by the shape of the indexes alone; PostgreSQL counts rows, in its own time.
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
