import { startColloquy } from '@colloquy/testkit';
import { describe, expect, test } from 'vitest';
import { schemaVersion } from '../../packages/server/src/storage/migrations/index.ts';
import { openStorage } from '../../packages/server/src/storage/open.ts';
import { StorageRefused } from '../../packages/server/src/storage/storage.ts';
import { execute, readContents } from '../support/engines/database-contents.ts';
import { createDatabase, engines, implementationOf } from '../support/engines/databases.ts';
import { expectEventNumbers } from '../support/engines/expect-event-numbers.ts';
import { createCaller } from '../support/http/caller.ts';
import { runColloquyCommand } from '../support/processes/colloquy-command.ts';

describe.each(engines)('%s', (engine) => {
  test('timers that came due while no server ran fire at the start', async () => {
    const { url: databaseUrl } = await createDatabase(engine);
    const sids: Record<string, string> = {};
    {
      await using colloquy = await startColloquy({ databaseUrl, now: new Date('2024-05-01T12:00:00Z') });
      const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
      const create = async (name: string, form: Record<string, string>) => {
        sids[name] = (await call('POST', '/v1/Conversations', { UniqueName: name, ...form })).body.sid;
      };
      await create('inactive', { 'Timers.Inactive': 'PT1H' });
      await create('closed', { 'Timers.Inactive': 'PT1H', 'Timers.Closed': 'PT2H' });
      await create('not yet', { 'Timers.Closed': 'P7D' });
      await create('without', {});
    }
    await using colloquy = await startColloquy({ databaseUrl, now: new Date('2024-05-02T12:00:00Z') });
    // Waits for the periodic jobs of the start without moving the clock.
    await colloquy.advance('PT0S');
    const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
    const states = await Promise.all(
      ['inactive', 'closed', 'not yet', 'without'].map(async (name) => {
        const { body } = await call('GET', `/v1/Conversations/${encodeURIComponent(name)}`);
        return body.state;
      }),
    );
    expect(states).toEqual(['inactive', 'closed', 'active', 'active']);
    const contents = await readContents(databaseUrl);
    expectEventNumbers(contents);
    const fireTimers = contents.events.filter(({ source }) => source === 'TIMER');
    expect(
      fireTimers
        .map(({ conversation_sid, properties }) => [conversation_sid, properties['state_to']])
        .toSorted(),
    ).toEqual(
      [
        [sids['inactive'], 'inactive'],
        [sids['closed'], 'inactive'],
        [sids['closed'], 'closed'],
      ].toSorted(),
    );
  });

  test('replies are the same after a restart, and the log continues at its position', async () => {
    const { url: databaseUrl } = await createDatabase(engine);
    const ask = async (method: string, path: string, form?: Record<string, string>) => {
      await using colloquy = await startColloquy({ databaseUrl, settings: { COLLOQUY_PUBLIC_URL: '' } });
      const { text } = await createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken)(
        method,
        path,
        form,
      );
      return JSON.parse(text.replaceAll(colloquy.baseUrl, ''));
    };
    const created = await ask('POST', '/v1/Conversations', {
      UniqueName: 'a',
      Attributes: '{"é":"\\u0000"}',
      'Timers.Closed': 'P1D',
    });
    expect(await ask('GET', '/v1/Conversations/a')).toEqual(created);
    expect((await ask('GET', '/v1/Conversations')).conversations).toEqual([created]);
    const updated = await ask('POST', '/v1/Conversations/a', { FriendlyName: 'b' });
    expect(updated.sid).toBe(created.sid);
    expect(
      (await readContents(databaseUrl)).events.map(({ position, number }) => [position, number]),
    ).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test.each([
    [99, /^colloquy: The database has schema version 99, this program knows \d+\..*\n$/],
    [10, /^colloquy: The database has schema version 10, from before the first release, and cannot .*\n$/],
  ])('a database with schema version %i is refused and left alone', async (version, message) => {
    const { url } = await createDatabase(engine);
    await (await openStorage(url)).close();
    const setVersion = (number: number) =>
      execute(
        url,
        implementationOf(engine) === 'sqlite'
          ? `PRAGMA user_version = ${number}`
          : `UPDATE schema_version SET version = ${number}`,
      );
    await setVersion(version);
    await expect(openStorage(url)).rejects.toThrow(StorageRefused);
    for (const command of ['serve', 'migrate']) {
      const { code, stderr } = await runColloquyCommand([command], { COLLOQUY_DATABASE_URL: url, PORT: '0' });
      expect(code).toBe(1);
      expect(stderr).toMatch(message);
    }
    // The refused process has released the file.
    await setVersion(schemaVersion);
    await (await openStorage(url)).close();
  });
});
