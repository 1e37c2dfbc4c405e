import pg from 'pg';
import { errorReason } from '../../../platform/error-reason.ts';
import { tableNames } from '../../migrations/tables.ts';
import { StorageUnavailable } from '../../storage.ts';
import type { EngineRecord } from '../capabilities.ts';

/** Is called while a database is rewritten, with the number of tables that are done and of all. */
export type OnTable = (done: number, total: number) => void;

/** The statistics of the planner have values of columns, and old ones remain when they are replaced. */
const statistics = 'pg_catalog.pg_statistic';

/**
 * Rewrites every table with its indexes, one after the other, and the statistics of the planner.
 *
 * @returns the warnings of the server about tables that it has skipped.
 * @throws StorageUnavailable.
 */
export async function rewritePostgres(
  url: string,
  engine: EngineRecord,
  onTable: OnTable,
): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  const warnings: string[] = [];
  client.on('notice', ({ severity, message }) => {
    if (severity === 'WARNING') warnings.push(`${engine.title}: ${message}`);
  });
  try {
    await client.connect();
    // In a session that clients share, the setting would stay for others.
    if (engine.capabilities.sessions.supported) await client.query('SET statement_timeout = 0');
    const tables = [...tableNames, statistics];
    for (const [index, name] of tables.entries()) {
      await client.query(`VACUUM (FULL, ANALYZE) ${name}`);
      onTable(index + 1, tables.length);
    }
    return warnings;
  } catch (cause) {
    throw new StorageUnavailable(`${engine.title} cannot rewrite its tables: ${errorReason(cause)}`, {
      cause,
    });
  } finally {
    await client.end().catch(() => {});
  }
}
