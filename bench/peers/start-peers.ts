/** Starts the servers that the product is compared with. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Helper } from '../helper-process.ts';
import { freePort, pidOf, start } from '../machine/child-processes.ts';
import { pinCommand } from '../machine/pinning.ts';
import type { ScenarioName } from '../scenarios/scenarios.ts';
import type { ProductOptions } from '../targets/product.ts';
import { awaitReplies } from './await-replies.ts';
import { installPeers, prismProgram } from './install-peers.ts';
import type { Peer } from './peer.ts';
import { startEjabberd } from './start-ejabberd.ts';

const apiDescription = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));

/** What the comparison consists of. */
export const peerScenarios: readonly ScenarioName[] = ['create', 'fetch-uniform', 'list', 'update'];

/** Starts all peers, and installs those that come with npm; each has the processor of the product. */
export async function startPeers(productOptions: ProductOptions, rows: number): Promise<Peer[]> {
  installPeers();
  const peers = [await startPrism(productOptions, rows), await startJsonServer(productOptions, rows)];
  const ejabberd = await startEjabberd(productOptions, rows);
  return ejabberd === null ? peers : [...peers, ejabberd];
}

/** What the peers share that have the paths of the product. */
const likeProduct = (rows: number): Pick<Peer, 'dialect' | 'scenarios' | 'sids'> => ({
  dialect: 'conversations',
  scenarios: peerScenarios,
  sids: { from: 'seed', count: rows },
});

/** Starts Prism on the API's description: it validates each request and replies with the examples. */
async function startPrism({ processor }: ProductOptions, rows: number): Promise<Peer> {
  const port = await freePort();
  const options = ['--host', '127.0.0.1', '--port', String(port), '--multiprocess', 'false'];
  const program = [process.execPath, prismProgram, 'mock', ...options, '--verboseLevel', 'error'];
  const child = start(pinCommand(processor, [...program, apiDescription]), {
    stdio: ['ignore', 'ignore', 'inherit'],
    environment: { NODE_ENV: 'production' },
  });
  await awaitReplies('Prism', child, port);
  return { name: 'Prism', port, pid: pidOf(child), ...likeProduct(rows) };
}

async function startJsonServer({ processor, temporaryFolder }: ProductOptions, rows: number): Promise<Peer> {
  const helper = new Helper('./peers/json-server-process.ts', processor, {
    BENCH_FILE: join(temporaryFolder, 'json-server.json'),
    BENCH_ROWS: String(rows),
  });
  const port = await helper.listening();
  return { name: 'json-server', port, pid: helper.pid, ...likeProduct(rows) };
}
