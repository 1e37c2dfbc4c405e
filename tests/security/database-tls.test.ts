import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute, queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines, implementationOf } from '../support/engines/databases.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { createCertificate, findOpenssl } from '../support/servers/certificate.ts';
import { startServer } from '../support/servers/start-servers.ts';

const openssl = findOpenssl();
/** A PostgreSQL that somebody has given to the tests keeps its settings. */
const isOurs = process.env['COLLOQUY_TEST_POSTGRES_URL'] === undefined;
const withTls = engines.filter((engine) => implementationOf(engine) === 'postgres');

describe.skipIf(openssl === undefined || !isOurs).each(withTls)('TLS to %s', async (engine) => {
  const { url } = await createDatabase(engine);
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-database-tls-'));
  let certificate = '';

  /** Writes a file into the folder of PostgreSQL as its user, who alone may read its key. */
  const writeFile = (name: string, content: Buffer) =>
    execute(url, `COPY (SELECT '${content.toString('base64')}') TO PROGRAM 'umask 077; base64 -d > ${name}'`);
  const reload = (statement: string) =>
    execute(url, statement).then(() => execute(url, 'SELECT pg_reload_conf()'));

  beforeAll(async () => {
    const { key, path } = createCertificate(openssl ?? '', folder);
    certificate = path;
    await writeFile('server.key', key);
    await writeFile('server.crt', readFileSync(path));
    await reload('ALTER SYSTEM SET ssl = on');
  });
  afterAll(async () => {
    await reload('ALTER SYSTEM RESET ssl');
    rmSync(folder, { recursive: true, force: true });
  });

  const migrate = (parameters: string) =>
    runInProcess(['migrate'], { COLLOQUY_DATABASE_URL: `${url}?${parameters}` });

  test('a connection with verify-full needs a certificate that it can check', async () => {
    await expect
      .poll(() => migrate('sslmode=verify-full'))
      .toMatchObject({ code: 1, stderr: expect.stringMatching(/certificate/) });
    expect(await migrate(`sslmode=verify-full&sslrootcert=${certificate}`)).toMatchObject({ code: 0 });
    // The certificate is that of an address, and not of this name.
    const named = `${url.replace('127.0.0.1', 'localhost')}?sslmode=verify-full&sslrootcert=${certificate}`;
    expect(await runInProcess(['migrate'], { COLLOQUY_DATABASE_URL: named })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/does not match/),
    });
    expect(await migrate('sslmode=no-verify')).toMatchObject({ code: 0 });
  });

  test('all connections of a server are encrypted with sslmode, and none without', async () => {
    const countEncrypted = async () => {
      const [row] = await queryRows(
        url,
        `SELECT count(*) FILTER (WHERE ssl)::int AS encrypted, count(*)::int AS all FROM pg_stat_ssl
          JOIN pg_stat_activity USING (pid) WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      return row;
    };
    {
      await using server = await startServer(`${url}?sslmode=verify-full&sslrootcert=${certificate}`);
      await server.client.createConversation();
      const { encrypted, all } = Object(await countEncrypted());
      expect(encrypted).toBeGreaterThan(1);
      expect(encrypted).toBe(all);
    }
    await using server = await startServer(url);
    await server.client.createConversation();
    expect(await countEncrypted()).toMatchObject({ encrypted: 0 });
  });
});
