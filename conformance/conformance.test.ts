import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe } from 'vitest';
import { createDatabase, engines } from '../tests/support/engines.ts';
import { allScenarios } from './scenarios/index.ts';
import { connect } from './support/http.ts';
import { targetFromEnvironment } from './support/target.ts';

const elsewhere = targetFromEnvironment(process.env);

if (elsewhere !== undefined) {
  describe(elsewhere.baseUrl, () => allScenarios(connect(elsewhere)));
} else {
  for (const engine of engines) {
    const database = await createDatabase(engine);
    const colloquy = await startColloquy({ databaseUrl: database.url });
    // Before the database is dropped: what is registered last is done first.
    afterAll(() => colloquy.stop());
    describe(engine, () => allScenarios(connect(colloquy)));
  }
}
