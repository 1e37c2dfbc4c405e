import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { vi } from 'vitest';

/**
 * Starts a program in the foreground, and waits until it accepts connections to a port.
 *
 * @param environment variables beside those of this process.
 * @returns a function that ends it with a signal, and resolves when it has ended.
 * @throws what it has written to standard error, if it ends instead.
 */
export async function startProgram(
  program: string,
  args: readonly string[],
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<(signal: NodeJS.Signals) => Promise<void>> {
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(log);
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect').finally(() => socket.destroy());
    },
    { timeout: 10_000 },
  );
  return (signal) => {
    child.kill(signal);
    return ended;
  };
}
