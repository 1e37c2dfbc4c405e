import { describe, expect, test } from 'vitest';
import { createDatabase, type Engine, engines } from '../../../../../tests/support/engines/databases.ts';
import type { DdlTypes } from '../ddl.ts';
import type { Dialect } from '../dialect.ts';
import { openStorage } from '../open.ts';
import { supports } from './capabilities.ts';
import { postgres, postgresDdlTypes } from './postgres/dialect.ts';
import { sqlite, sqliteDdlTypes } from './sqlite/dialect.ts';

const dialects: Readonly<Record<Engine, { dialect: Dialect; types: DdlTypes }>> = {
  sqlite: { dialect: sqlite, types: sqliteDdlTypes },
  postgres: { dialect: postgres, types: postgresDdlTypes },
};

describe.each(engines)('%s', (engine) => {
  test('the storage and the dialect have the capabilities of the record', async () => {
    const storage = await openStorage((await createDatabase(engine)).url);
    await storage.close();
    const { dialect, types } = dialects[engine];
    expect(storage.exclusive).toBe(supports(engine, 'exclusive'));
    expect(storage.background !== storage).toBe(supports(engine, 'backgroundConnections'));
    expect(types.positionTable('event').length > 0).toBe(supports(engine, 'positionRow'));
    expect(dialect.indexHint('any') === '').toBe(supports(engine, 'plannerStatistics'));
    for (const clause of Object.values(dialect.lockClause))
      expect(clause !== '').toBe(supports(engine, 'rowLocks'));
  });
});
