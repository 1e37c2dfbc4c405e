import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe } from 'vitest';
import { defineAllScenarios } from '../../conformance/scenarios/index.ts';
import { createApi } from '../../conformance/support/http.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';

for (const engine of engines) {
  const database = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: database.url });
  // Registered after the database, so that it stops before the database is dropped.
  afterAll(() => colloquy.stop());
  describe(engine, () => defineAllScenarios(createApi(colloquy)));
}
