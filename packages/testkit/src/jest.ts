import { TestEnvironment } from 'jest-environment-node';
import { type Colloquy, startColloquy } from './start-colloquy.ts';
import type { TestAccount } from './test-account.ts';

declare global {
  /** An account of the test's own, in Jest with this environment. */
  var colloquy: TestAccount;
}

/**
 * An environment of Jest that runs a server beside each file of tests. Jest loads environments as Node does, and so
 * without the flag that it needs for ECMAScript modules in tests.
 */
export default class ColloquyEnvironment extends TestEnvironment {
  #server: Colloquy | undefined;

  override async setup(): Promise<void> {
    await super.setup();
    this.#server = await startColloquy();
  }

  async handleTestEvent({ name }: { readonly name: string }): Promise<void> {
    if (name === 'test_start' && this.#server !== undefined)
      this.global['colloquy'] = await this.#server.createAccount();
  }

  override async teardown(): Promise<void> {
    await this.#server?.stop();
    await super.teardown();
  }
}
