/** Takes one real reply of the product per scenario, for the bare server to repeat. */

import { isDeepStrictEqual } from 'node:util';
import type { CannedReply } from '../helper-messages.ts';
import type { Helper } from '../helper-process.ts';
import { type ScenarioName, scenarioOf } from '../scenarios/scenarios.ts';
import { authorization } from './product.ts';
import { type HttpReply, sendExpecting } from './send-request.ts';

/** Node writes these by itself, for the bare server as well. */
const headersOfNode = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];

/** Where the product and the bare server listen. */
export interface Ports {
  readonly product: number;
  readonly baseline: number;
}

/** Has the bare server reply from now on what the product replies in this scenario, and checks that it does. */
export async function primeBaseline(
  scenario: ScenarioName,
  ports: Ports,
  load: Helper,
  baseline: Helper,
): Promise<void> {
  const { endpoint, expectedStatus } = scenarioOf(scenario);
  const requestToSend = { ...(await load.example('product', scenario)), authorization };
  const reply = canned(await sendExpecting(ports.product, expectedStatus, requestToSend));
  await baseline.order({ kind: 'reply', endpoint, reply });
  const repeated = canned(await sendExpecting(ports.baseline, expectedStatus, requestToSend));
  if (!isDeepStrictEqual(repeated, reply)) {
    throw new Error(
      `the bare server does not reply the same to ${scenario}: ${JSON.stringify({ reply, repeated })}`,
    );
  }
}

function canned(answer: HttpReply): CannedReply {
  const headers = Object.entries(answer.headers)
    .filter(([name]) => !headersOfNode.includes(name.toLowerCase()))
    .map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return { status: answer.status, headers: Object.fromEntries(headers), body: answer.body };
}
