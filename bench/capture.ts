/** Takes one real reply of the product per scenario, for the bare server to repeat. */

import { isDeepStrictEqual } from 'node:util';
import type { Helper } from './helper.ts';
import { type Answer, type Exchange, sendExpecting } from './http.ts';
import type { CannedReply } from './messages.ts';
import { nextPagePath } from './pages.ts';
import { authorization } from './product.ts';
import { collectionPath, createForm, firstPagePath, updateForm } from './requests.ts';
import { type ScenarioName, scenarioOf } from './scenarios.ts';

/** Node writes these by itself, for the bare server as well. */
const headersOfNode = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];

/** Beyond all numbers the load process gets to, so that the unique name is free. */
let captureNumber = 900_000_000;

/** Has the bare server reply from now on what the product replies in this scenario, and checks that it does. */
export async function teachBare(
  scenario: ScenarioName,
  productPort: number,
  serviceSid: string,
  bare: Helper,
  barePort: number,
): Promise<void> {
  const { shape, expectedStatus } = scenarioOf(scenario);
  const exchange = await exampleOf(scenario, productPort, serviceSid);
  const reply = canned(await sendExpecting(productPort, expectedStatus, exchange));
  await bare.order({ kind: 'reply', shape, reply });
  const repeated = canned(await sendExpecting(barePort, expectedStatus, exchange));
  if (!isDeepStrictEqual(repeated, reply)) {
    throw new Error(
      `the bare server does not reply the same to ${scenario}: ${JSON.stringify({ reply, repeated })}`,
    );
  }
}

async function exampleOf(scenario: ScenarioName, port: number, serviceSid: string): Promise<Exchange> {
  const collection = collectionPath(serviceSid);
  captureNumber += 1;
  if (scenario === 'create') {
    return { method: 'POST', path: collection, authorization, form: createForm(captureNumber) };
  }
  const firstPage: Exchange = { method: 'GET', path: firstPagePath(serviceSid), authorization };
  if (scenario === 'list') return firstPage;
  const page = await sendExpecting(port, 200, firstPage);
  if (scenario === 'list-walk') {
    return { method: 'GET', path: nextPagePath(Buffer.from(page.body)) ?? firstPage.path, authorization };
  }
  const sid = /"sid":\s*"(CH[0-9a-f]{32})"/.exec(page.body)?.[1];
  if (sid === undefined) throw new Error(`no conversation on the first page: ${page.body}`);
  const path = `${collection}/${sid}`;
  if (scenario === 'update') return { method: 'POST', path, authorization, form: updateForm(captureNumber) };
  return { method: 'GET', path, authorization };
}

function canned(answer: Answer): CannedReply {
  const headers = Object.entries(answer.headers)
    .filter(([name]) => !headersOfNode.includes(name.toLowerCase()))
    .map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return { status: answer.status, headers: Object.fromEntries(headers), body: answer.body };
}
