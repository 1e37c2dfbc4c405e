/** The product: the measured server, started as an operator would start it. */

import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort, isRunning, pidOf, start, stop } from '../machine/child-processes.ts';
import { pinCommand } from '../machine/pinning.ts';
import { send } from './send-request.ts';

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));
const startTimeoutMs = 60_000;
/** The account of this run. */
export const accountSid = `AC${randomBytes(16).toString('hex')}`;
const authToken = randomBytes(16).toString('hex');

/** The credentials of all requests of this run. */
export const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

/** The product's program and the processor it runs on. */
export interface ProductOptions {
  readonly entry: string;
  readonly temporaryFolder: string;
  readonly processor: number | null;
  /** Options of Node.js, beside those that it needs. */
  readonly nodeOptions?: readonly string[];
  /** Variables of the environment, beside those that it needs. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A started product. */
export interface Product {
  readonly port: number;
  readonly pid: number;
  /** From starting the process to its first reply, in milliseconds. */
  readonly startMilliseconds: number;
  readonly child: ChildProcess;
}

function logFile(productOptions: ProductOptions): string {
  return join(productOptions.temporaryFolder, 'product.log');
}

/** Starts the product on a database and waits for its first reply. */
export function startProduct(productOptions: ProductOptions, databaseUrl: string): Promise<Product> {
  const { nodeOptions = [], entry, environment } = productOptions;
  // The options of `npm start`; built packages find each other's built code.
  const source = entry.includes('/src/') ? ['--conditions=colloquy-source'] : [];
  const fixed = ['--max-semi-space-size=8', ...source];
  return startServer(productOptions, [...fixed, ...nodeOptions, entry, 'serve'], {
    HOST: '127.0.0.1',
    COLLOQUY_DATABASE_URL: databaseUrl,
    COLLOQUY_ACCOUNT_SID: accountSid,
    COLLOQUY_AUTH_TOKEN: authToken,
    COLLOQUY_LOG_LEVEL: 'info',
    ...environment,
  });
}

/** Starts a program of Node.js that listens on the port in `PORT`, and waits for its first reply. */
export async function startServer(
  productOptions: ProductOptions,
  nodeArguments: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Product> {
  const port = await freePort();
  const log = openSync(logFile(productOptions), 'a');
  const began = performance.now();
  const child = start(pinCommand(productOptions.processor, [process.execPath, ...nodeArguments]), {
    stdio: ['ignore', log, log],
    folder: repositoryRoot,
    environment: { NODE_ENV: 'production', PORT: String(port), ...environment },
  });
  closeSync(log);
  const pid = pidOf(child);
  while (!(await isHealthy(port))) {
    if (!isRunning(child)) throw new Error('the server exited while it was starting');
    if (performance.now() - began > startTimeoutMs) throw new Error('the server did not start in 60 s');
    await sleep(2);
  }
  return { port, pid, startMilliseconds: performance.now() - began, child };
}

/** Stops the product as an operator would, with SIGTERM. */
export function stopProduct(product: Product): Promise<void> {
  return stop(product.child);
}

/** Returns the last ten lines that the product has logged, to explain a failure. */
export function logTail(productOptions: ProductOptions): string {
  if (!existsSync(logFile(productOptions))) return '';
  const lines = readFileSync(logFile(productOptions)).subarray(-5000).toString().trimEnd().split('\n');
  return lines.slice(-10).join('\n');
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await send(port, { method: 'GET', path: '/healthz' })).status === 200;
  } catch {
    return false;
  }
}
