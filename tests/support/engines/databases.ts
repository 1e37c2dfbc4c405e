import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import type { EngineName } from '../../../packages/server/src/storage/database-url.ts';
import { engineRecords, supports } from '../../../packages/server/src/storage/engines/capabilities.ts';

/** A database that only one test file uses. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export type Engine = EngineName;

const creators: Readonly<Record<Engine, () => Promise<TestDatabase>>> = {
  sqlite: createSqliteFile,
  postgres: createPostgresDatabase,
};

/** The engines on which every behaviour must be the same: those with a capability record. */
export const engines = Object.keys(engineRecords) as readonly Engine[];

/** Whether several processes can share a database of the engine. */
export const canShare = (engine: Engine): boolean => !supports(engine, 'exclusive');

/** Creates an empty database, which is dropped when the test file ends. */
export async function createDatabase(engine: Engine): Promise<TestDatabase> {
  const database = await creators[engine]();
  afterAll(() => database.drop());
  return database;
}

async function createSqliteFile(): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'colloquy-test-'));
  return {
    url: `sqlite:${join(directory, 'colloquy.db')}`,
    drop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function createPostgresDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(`${server}postgres`, `CREATE DATABASE ${name}`);
  return {
    url: server + name,
    drop: () => run(`${server}postgres`, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
