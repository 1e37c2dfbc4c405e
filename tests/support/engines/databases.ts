import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, inject } from 'vitest';

/** A database of a test file's own. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** The engines that every behaviour has to be the same on. */
export const engines = ['sqlite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

/** Makes an empty database; it is dropped when the test file ends. */
export async function createDatabase(engine: Engine): Promise<TestDatabase> {
  const database = engine === 'sqlite' ? sqliteFile() : await postgresDatabase();
  afterAll(() => database.drop());
  return database;
}

function sqliteFile(): TestDatabase {
  const directory = mkdtempSync(join(tmpdir(), 'colloquy-test-'));
  return {
    url: `sqlite:${join(directory, 'colloquy.db')}`,
    drop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function postgresDatabase(): Promise<TestDatabase> {
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
