import pg from 'pg';
import { errorReason } from '../../../platform/error-reason.ts';
import type { DatabaseInspection } from '../../database-inspection.ts';
import { StorageRefused, StorageUnavailable } from '../../storage.ts';
import type { EngineRecord } from '../capabilities.ts';
import { assertSession, explainRefusedSettings, hasSettings, sentinel } from './assert-session.ts';

/** What the role may do. A table that another role owns can be written, but not migrated. */
const rights = `
  SELECT current_user AS role,
    coalesce(current_schema(), 'public') AS schema,
    has_schema_privilege(coalesce(current_schema(), 'public'), 'CREATE') AS "canCreate",
    current_setting('transaction_read_only') = 'on' AS "isReadOnly",
    to_regclass('schema_version') IS NOT NULL AS "hasSchema",
    coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('schema_version')), true) AS "isOwner",
    extract(epoch FROM clock_timestamp())::float8 * 1000 AS "nowMs"`;

interface Rights {
  readonly role: string;
  readonly schema: string;
  readonly canCreate: boolean;
  readonly isReadOnly: boolean;
  readonly hasSchema: boolean;
  readonly isOwner: boolean;
  readonly nowMs: number;
}

/** @throws StorageUnavailable when it cannot be reached, StorageRefused when a pooler shares its sessions. */
export async function inspectPostgres(url: string, engine: EngineRecord): Promise<DatabaseInspection> {
  const checksSession = hasSettings(engine);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    ...(checksSession && sentinel),
  });
  try {
    await client.connect();
    if (checksSession) await assertSession(client);
    const { rows } = await client.query<Rights>(rights);
    const [found] = rows;
    if (found === undefined) throw new Error('it does not reply');
    const versions = found.hasSchema
      ? await client.query<{ version: number | null }>('SELECT max(version) AS version FROM schema_version')
      : undefined;
    return {
      schemaVersion: versions?.rows[0]?.version ?? 0,
      obstacle: findObstacle(found),
      nowMs: found.nowMs,
    };
  } catch (cause) {
    if (cause instanceof StorageRefused) throw cause;
    throw (
      explainRefusedSettings(cause) ??
      new StorageUnavailable(`${engine.title} cannot be used: ${errorReason(cause)}`, { cause })
    );
  } finally {
    await client.end().catch(() => {});
  }
}

function findObstacle({
  role,
  schema,
  canCreate,
  isReadOnly,
  isOwner,
}: Rights): DatabaseInspection['obstacle'] {
  if (isReadOnly)
    return {
      reason: 'The database is read-only.',
      fix: 'Connect to the primary, or turn default_transaction_read_only off.',
    };
  if (!isOwner)
    return {
      reason: `The role ${role} does not own the tables, so it cannot migrate them.`,
      fix: 'Connect as the role that owns them, or make this role a member of it.',
    };
  if (!canCreate)
    return {
      reason: `The role ${role} cannot create tables.`,
      fix: `As the owner of the database, run this in it: GRANT USAGE, CREATE ON SCHEMA ${pg.escapeIdentifier(schema)} TO ${pg.escapeIdentifier(role)};`,
    };
  return undefined;
}
