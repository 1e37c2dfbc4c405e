import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { execute } from '../../../../../../tests/support/engines/database-contents.ts';
import {
  createDatabase,
  engines,
  implementationOf,
} from '../../../../../../tests/support/engines/databases.ts';
import { openStorage } from '../../open.ts';

const withRoles = engines.filter((engine) => implementationOf(engine) === 'postgres');

describe.each(withRoles)('a role on %s', async (engine) => {
  const { url } = await createDatabase(engine);

  /** Creates a role without privileges in the database, and resolves with the URL to connect as it. */
  async function createRole(): Promise<{ readonly name: string; readonly url: string }> {
    const name = `role_${randomBytes(6).toString('hex')}`;
    await execute(url, `CREATE ROLE ${name} LOGIN PASSWORD 'secret'`);
    onTestFinished(() => execute(url, `DROP OWNED BY ${name}; DROP ROLE ${name}`));
    const roleUrl = new URL(url);
    Object.assign(roleUrl, { username: name, password: 'secret' });
    return { name, url: roleUrl.href };
  }

  test('a role that may not create tables gets the statement that lets it, and can start after it', async () => {
    const role = await createRole();
    const refused = await openStorage(role.url).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'StorageRefused' });
    const statement = /GRANT .*;$/.exec(String(refused))?.[0] ?? '';
    expect(statement).toBe(`GRANT USAGE, CREATE ON SCHEMA "public" TO "${role.name}";`);
    await execute(url, statement);
    await (await openStorage(role.url)).close();
    await execute(url, `DROP OWNED BY ${role.name}`);
  });

  test('a role is refused that does not own the tables', async () => {
    const role = await createRole();
    await (await openStorage(url)).close();
    await execute(url, `GRANT CREATE ON SCHEMA public TO ${role.name}`);
    await expect(openStorage(role.url)).rejects.toThrow('connect as the role that owns them');
  });
});
