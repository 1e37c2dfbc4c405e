import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/processes/free-port.ts';
import { adaptSample } from './adapt-sample.ts';
import { startProgram } from './start-program.ts';

interface Pooler extends AsyncDisposable {
  /** The URL of the database behind the pooler, with a scheme. */
  readonly urlOf: (scheme: string) => string;
}

/**
 * Starts a PgBouncer with the sample of the folder deploy, and with four sessions.
 *
 * @param databaseUrl names the database behind it.
 * @param settings are lines that the sample does not have.
 */
export async function startPgbouncer(program: string, databaseUrl: string, settings = ''): Promise<Pooler> {
  const { hostname, port: serverPort, username, password, pathname } = new URL(databaseUrl);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-pgbouncer-'));
  const sample = adaptSample('pgbouncer.ini', {
    'colloquy = host=127.0.0.1 port=5432 dbname=colloquy': `* = host=${hostname} port=${serverPort}`,
    'listen_port = 6432': `listen_port = ${port}`,
    '/var/run/postgresql': folder,
    '/etc/pgbouncer/userlist.txt': join(folder, 'userlist.txt'),
    'default_pool_size = 12': 'default_pool_size = 4',
  });
  writeFileSync(join(folder, 'pgbouncer.ini'), `${sample}\n${settings}\n`);
  writeFileSync(join(folder, 'userlist.txt'), `"${username}" "${password}"\n`);
  // It refuses to run as root; the package depends on the user of PostgreSQL.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chmodSync(folder, 0o777);
  const args = [...(isRoot ? ['-u', 'postgres'] : []), join(folder, 'pgbouncer.ini')];
  const end = await startProgram(program, args, port);
  return {
    urlOf: (scheme) => `${scheme}://${username}:${password}@127.0.0.1:${port}${pathname}`,
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
