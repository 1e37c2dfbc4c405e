import pg from 'pg';
import { pendingMigrations, schemaVersion } from '../../migrations/index.ts';
import { StorageUnavailable } from '../../storage.ts';
import { postgresDdlTypes } from './dialect.ts';

/** An arbitrary key of an advisory lock: processes that start together migrate one after the other. */
const lockKey = 0x636f6c6c;

/**
 * Brings the schema up to this program's version, each migration in its own transaction.
 *
 * @throws StorageRefused when the schema is newer or from before the first release.
 */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
  } catch (cause) {
    throw new StorageUnavailable(`PostgreSQL cannot be reached: ${reason(cause)}`, { cause });
  }
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await client.query('CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)');
    const found = await client.query<{ version: number }>(
      'SELECT max(version) AS version FROM schema_version',
    );
    const pending = pendingMigrations(found.rows[0]?.version ?? 0);
    for (const [index, migration] of pending.entries()) {
      const version = schemaVersion - pending.length + index + 1;
      const done = `INSERT INTO schema_version (version) VALUES (${version})`;
      await client.query(['BEGIN', ...migration.statements(postgresDdlTypes), done, 'COMMIT'].join(';\n'));
    }
  } finally {
    await client.end();
  }
}

const reason = (error: unknown): string =>
  error instanceof AggregateError
    ? error.errors.map(reason).join(', ')
    : error instanceof Error
      ? error.message
      : String(error);
