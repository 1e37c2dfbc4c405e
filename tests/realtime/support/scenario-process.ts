import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Environment } from '../scenarios/support/chat.ts';

interface Outcome {
  readonly title: string;
  readonly error?: string;
}

interface Options {
  /** The folder of {@link writeScenarios}. */
  readonly folder: string;
  readonly node: string;
  readonly server: Environment['server'];
  /** A certificate that it trusts. */
  readonly certificatePath?: string;
}

/** A process of any version of Node that runs scenarios with the SDK, without Vitest or a loader. */
export class ScenarioProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exit: Promise<never>;

  constructor({ folder, node, server, certificatePath }: Options) {
    const sdk = createRequire(import.meta.url).resolve('@twilio/conversations');
    const { baseUrl, accountSid, authToken } = server;
    const args = [sdk, JSON.stringify({ baseUrl, accountSid, authToken })];
    this.#child = fork(join(folder, 'support/run-in-node.js'), args, {
      execPath: node,
      execArgv: [],
      env: certificatePath === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificatePath },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let stderr = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    this.#exit = once(this.#child, 'close').then(() => {
      throw new Error(`The process of the scenarios has exited: ${stderr}`);
    });
    this.#exit.catch(() => {});
  }

  /** Runs a scenario. @throws Error that the scenario has thrown, or when the process exits. */
  async run(title: string): Promise<void> {
    const outcome = once(this.#child, 'message');
    this.#child.send(title);
    // The program sends nothing else.
    const [{ error }] = (await Promise.race([outcome, this.#exit])) as [Outcome];
    if (error !== undefined) throw new Error(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#exit.catch(() => {});
  }
}
