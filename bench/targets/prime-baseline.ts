/** Takes one real reply of the product per scenario, which the baseline server repeats. */

import { isDeepStrictEqual } from 'node:util';
import type { CannedReply } from '../helper-messages.ts';
import type { Helper } from '../helper-process.ts';
import { type ScenarioName, scenarioOf } from '../scenarios/scenarios.ts';
import { authorization } from './product.ts';
import { type HttpReply, sendExpecting } from './send-request.ts';

/** Node writes these headers itself, also for the baseline server. */
const headersOfNode = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];

/** The ports of the product and the baseline server. */
export interface Ports {
  readonly product: number;
  readonly baseline: number;
}

/** Makes the baseline server reply as the product does in this scenario, and checks that it does. */
export async function primeBaseline(
  scenario: ScenarioName,
  ports: Ports,
  load: Helper,
  baseline: Helper,
): Promise<void> {
  const { endpoint, expectedStatus, mix } = scenarioOf(scenario);
  if (mix !== null) {
    for (const part of mix) await primeBaseline(part.scenario, ports, load, baseline);
    return;
  }
  const requestToSend = { ...(await load.example('product', scenario)), authorization };
  const reply = canned(await sendExpecting(ports.product, expectedStatus, requestToSend));
  await baseline.order({ kind: 'reply', endpoint, reply });
  const repeated = canned(await sendExpecting(ports.baseline, expectedStatus, requestToSend));
  if (!isDeepStrictEqual(repeated, reply)) {
    throw new Error(
      `the baseline server does not reply the same to ${scenario}: ${JSON.stringify({ reply, repeated })}`,
    );
  }
}

function canned(reply: HttpReply): CannedReply {
  const headers = Object.entries(reply.headers)
    .filter(([name]) => !headersOfNode.includes(name.toLowerCase()))
    .map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return { status: reply.status, headers: Object.fromEntries(headers), body: reply.body };
}
