/** Waits for the work that a product does after its replies. */

import { setTimeout as sleep } from 'node:timers/promises';
import { progressLine } from '../progress.ts';
import { authorization, type Product } from './product.ts';
import { sendExpecting } from './send-request.ts';

/** Resolves when the consumers of the event log, such as the search index, have read all of it. */
export async function awaitConsumers({ port }: Product): Promise<void> {
  for (;;) {
    const { body } = await sendExpecting(port, 200, { method: 'GET', path: '/metrics', authorization });
    const lags = [...body.matchAll(/^colloquy_consumer_lag\{.*\} (\d+)$/gm)].map(([, lag]) => Number(lag));
    if (lags.length === 0) throw new Error('the product reports no consumers of its event log');
    const most = Math.max(...lags);
    if (most === 0) return;
    progressLine(`waiting for the consumers of ${most.toLocaleString('en')} events`);
    await sleep(100);
  }
}
