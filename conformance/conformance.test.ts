import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe } from 'vitest';
import { createDatabase, engines } from '../tests/support/engines/databases.ts';
import { defineAllScenarios } from './scenarios/index.ts';
import { createApi } from './support/http.ts';
import { targetFromEnvironment } from './support/target.ts';

const remoteTarget = targetFromEnvironment(process.env);

if (remoteTarget !== undefined) {
  describe(remoteTarget.baseUrl, () => defineAllScenarios(createApi(remoteTarget)));
} else {
  for (const engine of engines) {
    const database = await createDatabase(engine);
    const colloquy = await startColloquy({ databaseUrl: database.url });
    // Before the database is dropped: what is registered last is done first.
    afterAll(() => colloquy.stop());
    describe(engine, () => defineAllScenarios(createApi(colloquy)));
  }
}
