import pg from 'pg';
import { errorReason } from '../../../platform/error-reason.ts';
import { pendingMigrations, schemaVersion } from '../../migrations/index.ts';
import { StorageRefused, StorageUnavailable } from '../../storage.ts';
import type { EngineRecord } from '../capabilities.ts';
import { assertSession, explainRefusedSettings, hasSettings, sentinel } from './assert-session.ts';
import { postgresDdlTypes } from './dialect.ts';

/**
 * Brings the schema up to this program's version, all migrations in one transaction.
 *
 * Processes that start together migrate one after the other, because each locks the rows of the version table. Every engine
 * that the storage works on has row locks; an advisory lock would also need a session, which a connection pooler may
 * share between clients.
 *
 * @throws StorageRefused when the schema is newer or from before the first release, when the role lacks privileges, or when
 *   the engine has sessions but a pooler shares them.
 */
export async function migrate(url: string, engine: EngineRecord): Promise<void> {
  const checksSession = hasSettings(engine);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    ...(checksSession && sentinel),
  });
  try {
    await client.connect();
  } catch (cause) {
    throw (
      explainRefusedSettings(cause) ??
      new StorageUnavailable(`${engine.title} cannot be reached: ${errorReason(cause)}`, { cause })
    );
  }
  try {
    if (checksSession) await assertSession(client);
    await createVersion(client);
    // With another isolation, the second query would not see what the transaction before has committed.
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    await client.query('SELECT version FROM schema_version FOR UPDATE');
    const found = await client.query<{ version: number }>(
      'SELECT max(version) AS version FROM schema_version',
    );
    const pending = pendingMigrations(found.rows[0]?.version ?? 0);
    const statements = pending.flatMap((migration) => migration.statements(postgresDdlTypes));
    if (statements.length > 0) {
      const done = `INSERT INTO schema_version (version) VALUES (${schemaVersion})`;
      await client.query([...statements, done].join(';\n'));
    }
    await client.query('COMMIT');
  } catch (error) {
    throw isForbidden(error) ? await explainForbidden(client, engine, error) : error;
  } finally {
    await client.end();
  }
}

/**
 * Creates the version of an empty database, which is 0, so that there is a row to lock. Two processes may both insert one:
 * the one that queries later sees both rows, and waits for the other.
 */
async function createVersion(client: pg.Client): Promise<void> {
  try {
    await client.query('CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)');
  } catch (error) {
    // Another process has created it since the statement checked.
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code === undefined || !existsAlready.includes(code)) throw error;
  }
  await client.query(
    'INSERT INTO schema_version (version) SELECT 0 WHERE NOT EXISTS (SELECT version FROM schema_version)',
  );
}

/**
 * The table, its type, or their rows in the catalog. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const existsAlready = ['42P07', '42710', '23505'];

const isForbidden = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.code === '42501';

/** Since PostgreSQL 15, only the owner of a database may create tables in it, so this is a common first start. */
async function explainForbidden(
  client: pg.Client,
  { title }: EngineRecord,
  cause: pg.DatabaseError,
): Promise<StorageRefused> {
  await client.query('ROLLBACK');
  const { rows } = await client.query<{ role: string; schema: string; create: boolean }>(`
    SELECT current_user AS role, schema, has_schema_privilege(schema, 'CREATE') AS create
    FROM (SELECT coalesce(current_schema(), 'public') AS schema) AS current`);
  const [found] = rows;
  if (found === undefined || found.create)
    return new StorageRefused(
      `${title} does not let this role change the tables (${cause.message}): connect as the role that owns them.`,
      { cause },
    );
  const [schema, role] = [pg.escapeIdentifier(found.schema), pg.escapeIdentifier(found.role)];
  return new StorageRefused(
    `${title} does not let this role create tables. As the owner of the database, run this in it: GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${role};`,
    { cause },
  );
}
