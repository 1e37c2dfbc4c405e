/** Takes one real reply of the product per scenario, for the bare server to repeat. */

import { isDeepStrictEqual } from 'node:util';
import type { Helper } from './helper.ts';
import { type Answer, sendExpecting } from './http.ts';
import type { CannedReply } from './messages.ts';
import { authorization } from './product.ts';
import { type ScenarioName, scenarioOf } from './scenarios.ts';

/** Node writes these by itself, for the bare server as well. */
const headersOfNode = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];

/** Where the product and the bare server listen. */
export interface Ports {
  readonly product: number;
  readonly bare: number;
}

/** Has the bare server reply from now on what the product replies in this scenario, and checks that it does. */
export async function teachBare(
  scenario: ScenarioName,
  ports: Ports,
  load: Helper,
  bare: Helper,
): Promise<void> {
  const { shape, expectedStatus } = scenarioOf(scenario);
  const exchange = { ...(await load.example('product', scenario)), authorization };
  const reply = canned(await sendExpecting(ports.product, expectedStatus, exchange));
  await bare.order({ kind: 'reply', shape, reply });
  const repeated = canned(await sendExpecting(ports.bare, expectedStatus, exchange));
  if (!isDeepStrictEqual(repeated, reply)) {
    throw new Error(
      `the bare server does not reply the same to ${scenario}: ${JSON.stringify({ reply, repeated })}`,
    );
  }
}

function canned(answer: Answer): CannedReply {
  const headers = Object.entries(answer.headers)
    .filter(([name]) => !headersOfNode.includes(name.toLowerCase()))
    .map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return { status: answer.status, headers: Object.fromEntries(headers), body: answer.body };
}
