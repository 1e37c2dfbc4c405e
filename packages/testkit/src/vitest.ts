import { test as base, type TestAPI } from 'vitest';
import type { Colloquy, ColloquyOptions } from './start-colloquy.ts';
import type { TestAccount } from './test-account.ts';
import { withServer } from './with-server.ts';

interface WorkerFixtures {
  /** How the server of a worker starts. */
  readonly colloquyOptions: ColloquyOptions;
  /** The server of a worker, for what concerns all its accounts. */
  readonly colloquyServer: Colloquy;
}

interface TestFixtures extends WorkerFixtures {
  /** An account of the test's own, on the server of its worker. */
  readonly colloquy: TestAccount;
}

/** The `test` of Vitest, whose context has an account for each test. Servers start with the first test that uses one. */
export const test: TestAPI<TestFixtures> = base.extend<TestFixtures>({
  colloquyOptions: [{}, { scope: 'worker' }],
  colloquyServer: [({ colloquyOptions }, use) => withServer(colloquyOptions, use), { scope: 'worker' }],
  colloquy: async ({ colloquyServer }, use) => use(await colloquyServer.createAccount()),
});
