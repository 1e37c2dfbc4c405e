import { describe, expect, test } from 'vitest';
import { createDatabase, engines, implementationOf } from '../../../../../tests/support/engines/databases.ts';
import { parseDatabaseUrl } from '../database-url.ts';
import { openStorage } from '../open.ts';
import { select } from '../statement.ts';
import type { Storage } from '../storage.ts';
import { integer, text } from '../table.ts';
import { engineRecords } from './capabilities.ts';

const ownText = select(
  'own-text',
  { call: integer() },
  { sql: text() },
  () => 'SELECT current_query() AS sql WHERE :call > 0',
);
const preparedStatements = select(
  'prepared-statements',
  {},
  { count: integer() },
  () => 'SELECT count(*) AS count FROM pg_prepared_statements',
);
const statementTimeout = select(
  'statement-timeout',
  {},
  { value: text() },
  () => `SELECT current_setting('statement_timeout') AS value`,
);

/** The texts of two equal queries that arrive in one tick, as the database received them. */
const textsOfOneTick = (storage: Storage) =>
  Promise.all(
    [1, 2].map((call) => storage.read(async (reader) => (await reader.one(ownText, { call }))?.sql)),
  );

describe.each(engines)('%s: the storage does what the record says', (engine) => {
  const { capabilities, urlSchemes } = engineRecords[engine];

  test('each of its URL schemes names the engine', async () => {
    const { url } = await createDatabase(engine);
    for (const scheme of urlSchemes)
      expect(parseDatabaseUrl(url.replace(/^[^:]+/, scheme))?.engine).toBe(engineRecords[engine]);
  });

  test.runIf(capabilities.signals.supported)('signals reach the others, not their sender', async () => {
    const { url } = await createDatabase(engine);
    await using first = await openStorage(url);
    await using second = await openStorage(url);
    const received: string[] = [];
    first.signals.on('news', (payload) => received.push(`first ${payload}`));
    const stop = second.signals.on('news', (payload) => received.push(`second ${payload}`));
    second.signals.on('other', () => received.push('another topic'));
    // Both connections are opened in the background.
    await expect
      .poll(() => {
        first.signals.send('news', 'a b');
        return received;
      })
      .toContain('second a b');
    expect(new Set(received)).toEqual(new Set(['second a b']));
    received.length = 0;
    first.signals.send('news', 'x'.repeat(5000));
    second.signals.send('news', "'; --");
    await expect.poll(() => received).toContain("first '; --");
    expect(received.some((each) => each.includes('xxx'))).toBe(false);
    stop();
  });

  test('the port shows whether one process owns the database and whether background work is apart', async () => {
    await using storage = await openStorage((await createDatabase(engine)).url);
    expect(storage.exclusive).toBe(capabilities.exclusive.supported);
    expect(storage.background !== storage).toBe(capabilities.backgroundConnections.supported);
  });

  test.runIf(implementationOf(engine) === 'postgres')(
    'the server receives the statements that the record describes',
    async () => {
      await using storage = await openStorage((await createDatabase(engine)).url);
      const texts = await textsOfOneTick(storage);
      expect(texts.map((sql) => sql?.includes('unnest'))).toEqual(
        texts.map(() => capabilities.statementBatching.supported),
      );
      const count = await storage.read(async (reader) => (await reader.one(preparedStatements, {}))?.count);
      expect(count !== 0).toBe(capabilities.preparedStatements.supported);
      const timeout = await storage.read(async (reader) => (await reader.one(statementTimeout, {}))?.value);
      expect(timeout !== '0').toBe(capabilities.sessionTimeouts.supported && capabilities.sessions.supported);
      const ofWrite = await storage.write(
        async (transaction) => (await transaction.one(statementTimeout, {}))?.value,
      );
      expect(ofWrite !== '0').toBe(capabilities.sessionTimeouts.supported);
    },
  );
});
