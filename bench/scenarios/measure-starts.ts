/** Measures how long the product takes to start, and how much memory it uses then, next to servers without a product. */

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { residentMebibytes } from '../machine/process-usage.ts';
import type { StartResult } from '../reports/results.ts';
import { median } from '../reports/statistics.ts';
import {
  type Product,
  type ProductOptions,
  startProduct,
  startServer,
  stopProduct,
} from '../targets/product.ts';

/** A program that can be started many times. */
interface Program {
  readonly name: string;
  readonly start: () => Promise<Product>;
}

/** How often each program is started, and how long it rests after its last start, before its memory is measured. */
interface StartSettings {
  readonly times: number;
  readonly restMs: number;
}

const packagedEntry = 'packages/server/bin/colloquy.js';
const keepCompiledCode = "require('node:module').enableCompileCache();";

/** The least that a server of this kind can be. */
const plainServers = {
  'Node.js alone':
    "require('node:http').createServer((_, reply) => reply.end()).listen(process.env.PORT, '127.0.0.1')",
  'Fastify alone':
    "require('fastify')().get('/healthz', () => '').listen({ port: Number(process.env.PORT), host: '127.0.0.1' })",
};

/** Starts everything on an empty database, in turn: the plain servers, the sources, and the packages if they are built. */
export function measureEmptyStarts(
  productOptions: ProductOptions,
  newDatabase: () => Promise<string>,
  settings: StartSettings,
): Promise<StartResult[]> {
  const plain = Object.entries(plainServers).map(([name, code]) => ({
    name,
    start: () => startServer(productOptions, ['--eval', `${keepCompiledCode} ${code}`], {}),
  }));
  const product = (name: string, entry: string): Program => ({
    name,
    start: async () => startProduct({ ...productOptions, entry }, await newDatabase()),
  });
  const packaged = existsSync('packages/server/dist/main.js') ? [product('the packages', packagedEntry)] : [];
  return measureInTurn([...plain, ...packaged, product('the sources', productOptions.entry)], settings);
}

/** Starts the product on a database with rows. */
export function measureFilledStarts(
  productOptions: ProductOptions,
  databaseUrl: string,
  rows: string,
  settings: StartSettings,
): Promise<StartResult[]> {
  const start = () => startProduct(productOptions, databaseUrl);
  return measureInTurn([{ name: `the sources, ${rows} rows`, start }], settings);
}

/** Each program also rests once, so that it is at rest when its memory is measured. */
async function measureInTurn(
  programs: readonly Program[],
  { times, restMs }: StartSettings,
): Promise<StartResult[]> {
  const runs = programs.map(({ name, start }) => ({
    name,
    start,
    starts: [] as number[],
    restMebibytes: null as number | null,
  }));
  for (let count = 1; count <= times; count += 1)
    for (const run of runs) {
      const server = await run.start();
      run.starts.push(server.startMilliseconds);
      if (count === times) {
        await sleep(restMs);
        run.restMebibytes = residentMebibytes(server.pid);
      }
      await stopProduct(server);
    }
  return runs.map(({ name, starts, restMebibytes }) => ({
    program: name,
    startMilliseconds: median(starts),
    restMebibytes,
  }));
}
