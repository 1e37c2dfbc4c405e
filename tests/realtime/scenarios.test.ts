import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { scenarios } from './scenarios/index.ts';
import { Chat } from './scenarios/support/chat.ts';
import { sdk } from './support/real-time-client.ts';

describe.each(engines)('on %s', (engine) => {
  let server: Colloquy;
  beforeAll(async () => {
    server = await startColloquy({
      databaseUrl: (await createDatabase(engine)).url,
      settings: { COLLOQUY_TEST_CLOCK: '1' },
    });
  });
  afterAll(() => server.stop());

  test.each(Object.entries(scenarios))('%s', (_, scenario) =>
    Chat.run({ sdk, server, toMedia: Buffer.from, sendsForms: false }, scenario),
  );
});
