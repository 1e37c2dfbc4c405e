import { copyFile, rm } from 'node:fs/promises';
import pg from 'pg';
import { type Engine, implementationOf } from './databases.ts';

/** Puts a database back to what it was at the backup. */
export type Restore = () => Promise<void>;

/**
 * Copies a database that no server uses. On engines that processes share, servers may run while it is restored: they
 * lose their connections.
 */
export const backUp = (engine: Engine, url: string): Promise<Restore> =>
  implementationOf(engine) === 'sqlite' ? copyDatabaseFile(url) : copyServerDatabase(url);

async function copyDatabaseFile(url: string): Promise<Restore> {
  const file = url.slice(url.indexOf(':') + 1);
  const copy = `${file}.backup`;
  await copyFile(file, copy);
  return async () => {
    for (const ending of ['-wal', '-shm']) await rm(`${file}${ending}`, { force: true });
    await copyFile(copy, file);
  };
}

async function copyServerDatabase(url: string): Promise<Restore> {
  const { origin, name } = parse(url);
  const run = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: `${origin}postgres` });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await run(`CREATE DATABASE ${name}_backup TEMPLATE ${name}`);
  return () => run(`DROP DATABASE ${name} WITH (FORCE)`, `ALTER DATABASE ${name}_backup RENAME TO ${name}`);
}

function parse(url: string) {
  const end = url.lastIndexOf('/') + 1;
  return { origin: url.slice(0, end).replace(/^[^:]+/, 'postgres'), name: url.slice(end) };
}
