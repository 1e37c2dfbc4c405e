import { after, type TestContext } from 'node:test';
import { type Colloquy, startColloquy } from './start-colloquy.ts';
import type { TestAccount } from './test-account.ts';

/** Each file of tests is a process, so this is one server per file. */
let starting: Promise<Colloquy> | undefined;

after(async () => (await starting)?.stop());

/**
 * Gives the body of a test of `node:test` an account of its own. The first test starts the server, which stops after the
 * last.
 */
export const withColloquy =
  (body: (colloquy: TestAccount, context: TestContext) => void | Promise<void>) =>
  async (context: TestContext): Promise<void> => {
    starting ??= startColloquy();
    await body(await (await starting).createAccount(), context);
  };
