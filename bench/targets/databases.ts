/** Creates new databases: files for SQLite, databases of one started server for PostgreSQL. */

import { join } from 'node:path';
import { startPostgres } from './postgres-server.ts';

export interface Databases {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** Returns the URL of an empty database. */
  create(): Promise<string>;
}

/** Prepares the kind of database that a run uses. */
export async function openDatabases(usePostgres: boolean, temporaryFolder: string): Promise<Databases> {
  let count = 0;
  if (usePostgres) {
    const postgres = await startPostgres(temporaryFolder);
    return {
      kind: 'PostgreSQL',
      create: () => {
        count += 1;
        return postgres.createDatabase(`bench_${count}`);
      },
    };
  }
  return {
    kind: 'SQLite',
    create: async () => {
      count += 1;
      return `sqlite:${join(temporaryFolder, `bench-${count}.db`)}`;
    },
  };
}
