/** Starts and stops processes, and keeps a list of the running ones, so that none outlives the harness. */

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** How to start a process. */
export interface StartOptions {
  readonly stdio: StdioOptions;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly user?: { readonly uid: number; readonly gid: number } | null;
  /** The signal that stops it; SIGTERM by default. */
  readonly stopSignal?: NodeJS.Signals;
}

const running = new Map<ChildProcess, NodeJS.Signals>();
const stopTimeoutMs = 10_000;

/** Starts a process; throws when it cannot be started. */
export function start(commandLine: readonly string[], options: StartOptions): ChildProcess {
  const [command = '', ...parameters] = commandLine;
  const child = spawn(command, parameters, {
    stdio: options.stdio,
    env: { ...process.env, ...options.environment },
    ...(options.folder === undefined ? {} : { cwd: options.folder }),
    ...(options.user ? options.user : {}),
  });
  running.set(child, options.stopSignal ?? 'SIGTERM');
  child.once('exit', () => running.delete(child));
  child.on('error', (problem) => {
    if (child.pid === undefined) running.delete(child);
    console.error(`${command} failed: ${problem.message}`);
  });
  return child;
}

/** Stops a process, and kills it when it has not exited after ten seconds. */
export async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  child.kill(running.get(child) ?? 'SIGTERM');
  await ended;
  clearTimeout(timer);
}

/** Stops everything that was started, the latest first, because databases must outlive the servers that use them. */
export async function stopAll(): Promise<void> {
  for (const child of [...running.keys()].reverse()) await stop(child);
}

/** Returns whether a process has been started and has not exited. */
export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Returns the ID of a running process. */
export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`could not start ${child.spawnargs.join(' ')}`);
  return child.pid;
}

/** Returns a free TCP port of the loopback interface. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
