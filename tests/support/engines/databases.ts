import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import {
  type EngineName,
  engineRecords,
  type Implementation,
} from '../../../packages/server/src/storage/engines/capabilities.ts';

/** A database that only one test file uses. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export type Engine = EngineName;

const creators: Readonly<Record<Implementation, (engine: Engine) => Promise<TestDatabase>>> = {
  sqlite: createFile,
  postgres: createServerDatabase,
};

const serverVariable = (engine: Engine) => `COLLOQUY_TEST_${engine.toUpperCase()}_URL`;

/** The server that the environment names for an engine, or for the PostgreSQL that stands in for it. */
const givenServer = (engine: Engine) =>
  process.env[serverVariable(engine)] ?? process.env[serverVariable('postgres')];

/**
 * The engines on which every behaviour must be the same: those with a record. One that is another way to an engine is
 * among them if the environment has a server for it.
 */
export const engines = (Object.keys(engineRecords) as readonly Engine[]).filter(
  (engine) =>
    engineRecords[engine].variantOf === undefined || process.env[serverVariable(engine)] !== undefined,
);

/** The code that an engine runs on: tests that use more of what is faster choose by it. */
export const implementationOf = (engine: Engine): Implementation => engineRecords[engine].implementation;

/** Whether several processes can share a database of the engine. */
export const canShare = (engine: Engine): boolean => !engineRecords[engine].capabilities.exclusive.supported;

/** Creates an empty database, which is dropped when the test file ends. */
export async function createDatabase(engine: Engine): Promise<TestDatabase> {
  const database = await creators[implementationOf(engine)](engine);
  afterAll(() => database.drop());
  return database;
}

async function createFile(engine: Engine): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'colloquy-test-'));
  return {
    url: `${engineRecords[engine].urlSchemes[0]}:${join(directory, 'colloquy.db')}`,
    drop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The server is `COLLOQUY_TEST_<ENGINE>_URL`; without it, the PostgreSQL of this run, which stands in for the engine. */
async function createServerDatabase(engine: Engine): Promise<TestDatabase> {
  const given = givenServer(engine);
  const server = (given ?? inject('postgresUrl')).replace(/^[^:]+/, engineRecords[engine].urlSchemes[0]);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(`${server}postgres`, `CREATE DATABASE ${name}${given === undefined ? copyFiles : ''}`);
  return {
    url: server + name,
    drop: () => run(`${server}postgres`, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/**
 * Creates a database as a copy of files, in a third of the time that PostgreSQL needs to log their pages. The checkpoints
 * that this takes cost little without `fsync`.
 */
const copyFiles = ' STRATEGY FILE_COPY';

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
