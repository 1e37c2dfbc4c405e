import pg from 'pg';
import { StorageRefused } from '../../storage.ts';
import type { EngineRecord } from '../capabilities.ts';

/** A setting that the start of a connection asks for, so that `assertSession` can see whether it has arrived. */
export const sentinel = { idle_in_transaction_session_timeout: 60_000 };

const advice =
  'A connection pooler is in between, and its sessions may be shared. Use the scheme pgbouncer: for a pooler, or connect directly.';

/**
 * Asserts that a connection has a session of its own. A pooler that shares sessions does not pass on the settings with
 * which a connection starts; named statements would then run in sessions where other clients have used the same names.
 *
 * @param client was opened with the sentinel.
 * @throws StorageRefused.
 */
export async function assertSession(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ setting: string }>(
    "SELECT setting FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'",
  );
  if (Number(rows[0]?.setting) !== sentinel.idle_in_transaction_session_timeout)
    throw new StorageRefused(`The connection did not get the settings that it asked for. ${advice}`);
}

/** Whether the sentinel is the reason that a pooler has refused a connection, as PgBouncer does by default. */
export const explainRefusedSettings = (error: unknown): StorageRefused | undefined =>
  error instanceof pg.DatabaseError && error.message.includes('unsupported startup parameter')
    ? new StorageRefused(`${error.message}. ${advice}`, { cause: error })
    : undefined;

/** Whether connections to the engine can start with settings of their own. */
export const hasSettings = ({ capabilities }: EngineRecord): boolean =>
  capabilities.sessions.supported && capabilities.sessionTimeouts.supported;
