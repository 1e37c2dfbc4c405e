import type { DatabaseInspection } from '../../storage/database-inspection.ts';
import { parseDatabaseUrl } from '../../storage/database-url.ts';
import { inspectDatabase } from '../../storage/inspect.ts';
import { pendingMigrations, schemaVersion } from '../../storage/migrations/index.ts';
import { StorageInUse, StorageRefused, StorageUnavailable } from '../../storage/storage.ts';
import { type Check, type Finding, ok, problem, warning } from './finding.ts';

/** A clock that differs by more makes dates and timers of several processes disagree visibly. */
const maxSkewMs = 2000;

/** Whether the database can be reached, written and migrated, and whether its clock agrees with this machine's. */
export const checkDatabase: Check = async ({ config, server, nowMs }) => {
  const location = parseDatabaseUrl(config.databaseUrl);
  if (location === undefined) return [];
  // The file has one owner, and its readiness is another check.
  if (server !== undefined && location.kind === 'file')
    return [ok('The database is open in the running server.')];
  try {
    const sentAt = nowMs();
    const inspection = await inspectDatabase(location);
    const differenceMs = (inspection.nowMs ?? 0) - (sentAt + nowMs()) / 2;
    return [
      describeDatabase(inspection, location.engine.title),
      ...(location.kind === 'memory'
        ? [
            warning(
              'The database is in memory, so a stop of the server deletes everything.',
              'Set COLLOQUY_DATABASE_URL to keep the data.',
            ),
          ]
        : []),
      ...(inspection.nowMs === undefined ? [] : [describeSkew(differenceMs)]),
    ];
  } catch (error) {
    if (error instanceof StorageInUse)
      return [problem(error.message, 'Stop that process, or set COLLOQUY_DATABASE_URL to another file.')];
    if (error instanceof StorageRefused || error instanceof StorageUnavailable)
      return [problem(error.message, 'Check COLLOQUY_DATABASE_URL, and that the database runs.')];
    throw error;
  }
};

function describeDatabase({ schemaVersion: found, obstacle }: DatabaseInspection, title: string): Finding {
  if (obstacle !== undefined) return problem(obstacle.reason, obstacle.fix);
  if (found === 0) return ok(`${title} is reachable and empty; the server will create the tables.`);
  const pending = pendingMigrations(found).length;
  return pending === 0
    ? ok(`${title} is reachable, and its schema has version ${schemaVersion}.`)
    : ok(`${title} is reachable; the next start will migrate it from version ${found} to ${schemaVersion}.`);
}

function describeSkew(differenceMs: number): Finding {
  const seconds = Math.round(Math.abs(differenceMs) / 100) / 10;
  return Math.abs(differenceMs) <= maxSkewMs
    ? ok('The clock of the database agrees with that of this machine.')
    : warning(
        `The clock of the database is ${seconds} seconds ${differenceMs > 0 ? 'ahead of' : 'behind'} that of this machine.`,
        'Synchronize both with NTP.',
      );
}
