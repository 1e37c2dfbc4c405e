/** Starts the servers that the product is compared with. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Helper } from '../helper-process.ts';
import { freePort, isRunning, pidOf, start } from '../machine/child-processes.ts';
import { pinCommand } from '../machine/pinning.ts';
import type { PeerName } from '../reports/peer-results.ts';
import type { ProductOptions } from '../targets/product.ts';
import { send } from '../targets/send-request.ts';
import { installPeers, prismProgram } from './install-peers.ts';

const startTimeoutMs = 60_000;
const apiDescription = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));

export interface Peer {
  readonly name: PeerName;
  readonly port: number;
  readonly pid: number;
}

/** Installs and starts all peers; each has the processor of the product. */
export async function startPeers(productOptions: ProductOptions, rows: number): Promise<Peer[]> {
  installPeers();
  return [await startPrism(productOptions), await startJsonServer(productOptions, rows)];
}

/** Starts Prism on the API's description: it validates each request and replies with the examples. */
async function startPrism({ processor }: ProductOptions): Promise<Peer> {
  const port = await freePort();
  const options = ['--host', '127.0.0.1', '--port', String(port), '--multiprocess', 'false'];
  const program = [process.execPath, prismProgram, 'mock', ...options, '--verboseLevel', 'error'];
  const child = start(pinCommand(processor, [...program, apiDescription]), {
    stdio: ['ignore', 'ignore', 'inherit'],
    environment: { NODE_ENV: 'production' },
  });
  const deadline = performance.now() + startTimeoutMs;
  while (!(await replies(port))) {
    if (!isRunning(child)) throw new Error('Prism exited while it was starting');
    if (performance.now() > deadline) throw new Error(`Prism did not start in ${startTimeoutMs / 1000} s`);
    await sleep(50);
  }
  return { name: 'Prism', port, pid: pidOf(child) };
}

async function startJsonServer({ processor, temporaryFolder }: ProductOptions, rows: number): Promise<Peer> {
  const helper = new Helper('./peers/json-server-process.ts', processor, {
    BENCH_FILE: join(temporaryFolder, 'json-server.json'),
    BENCH_ROWS: String(rows),
  });
  return { name: 'json-server', port: await helper.listening(), pid: helper.pid };
}

async function replies(port: number): Promise<boolean> {
  try {
    await send(port, { method: 'GET', path: '/' });
    return true;
  } catch {
    return false;
  }
}
