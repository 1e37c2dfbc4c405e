import { test as base, type TestType } from '@playwright/test';
import type { Colloquy, ColloquyOptions } from './start-colloquy.ts';
import type { TestAccount } from './test-account.ts';
import { withServer } from './with-server.ts';

interface WorkerFixtures {
  /** How the server of a worker starts. */
  readonly colloquyOptions: ColloquyOptions;
  /** The server of a worker, for what concerns all its accounts. */
  readonly colloquyServer: Colloquy;
}

interface TestFixtures {
  /** An account of the test's own, on the server of its worker. */
  readonly colloquy: TestAccount;
}

type TestOf<T> =
  T extends TestType<infer Test, infer Worker>
    ? TestType<Test & TestFixtures, Worker & WorkerFixtures>
    : never;

/** The `test` of Playwright, with an account for each test. Servers start with the first test that uses one. */
export const test: TestOf<typeof base> = base.extend<TestFixtures, WorkerFixtures>({
  colloquyOptions: [{}, { scope: 'worker', option: true }],
  colloquyServer: [({ colloquyOptions }, use) => withServer(colloquyOptions, use), { scope: 'worker' }],
  colloquy: async ({ colloquyServer }, use) => use(await colloquyServer.createAccount()),
});
