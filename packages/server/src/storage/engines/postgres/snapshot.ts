import { assertCurrentSchema } from '../../migrations/index.ts';
import type { Snapshot } from '../../storage.ts';
import type { EngineRecord } from '../capabilities.ts';
import { Connection, type Session } from './connection.ts';
import { StatementBatcher, type Statements } from './statement-batcher.ts';
import { PostgresReader } from './transaction.ts';

const maxBatchSize = 128;

/**
 * Opens a transaction that sees one snapshot, on a connection of its own.
 *
 * @throws StorageUnavailable, StorageRefused.
 */
export async function openPostgresSnapshot(url: string, engine: EngineRecord): Promise<Snapshot> {
  const connection = new Connection(url, engine);
  try {
    const session = await connection.session();
    await session.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Whoever reads may wait for a disk or for another database in between.
    if (engine.capabilities.sessionTimeouts.supported)
      await session.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    assertCurrentSchema(await findVersion(session));
    const batchSize = engine.capabilities.statementBatching.supported ? maxBatchSize : 1;
    // A new session would see another snapshot, so a broken one is not replaced.
    return new PostgresSnapshot(connection, new StatementBatcher(async () => session, batchSize));
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** 0 for an empty database. */
async function findVersion(session: Session): Promise<number> {
  const known = await session.query(
    "SELECT count(*) AS tables FROM pg_tables WHERE tablename = 'schema_version'",
  );
  if (known.rows[0]?.['tables'] === 0) return 0;
  const found = await session.query('SELECT max(version) AS version FROM schema_version');
  return Number(found.rows[0]?.['version'] ?? 0);
}

class PostgresSnapshot extends PostgresReader implements Snapshot {
  readonly #connection: Connection;

  constructor(connection: Connection, statements: Statements) {
    super(statements);
    this.#connection = connection;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#connection.close();
  }
}
