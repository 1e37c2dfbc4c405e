/** Prepares a product for load: a service, and rows in it, all through the API. */

import type { Filling, SidSource, TargetOrder } from '../helper-messages.ts';
import type { Helper } from '../helper-process.ts';
import { progressLine } from '../progress.ts';
import type { FillResult } from '../reports/results.ts';
import { assertExpectedReplies } from '../scenarios/measure-sample.ts';
import { authorization, type Product } from './product.ts';
import { sendExpecting } from './send-request.ts';

/** Creates a service and returns its SID. */
export async function createService(product: Product): Promise<string> {
  const reply = await sendExpecting(product.port, 201, {
    method: 'POST',
    path: '/v1/Services',
    authorization,
    form: 'FriendlyName=Bench',
  });
  const sid = /"sid":\s*"(IS[0-9a-f]{32})"/.exec(reply.body)?.[1];
  if (sid === undefined) throw new Error(`the created service has no SID: ${reply.body}`);
  return sid;
}

/** Registers a product with the load process; rows filled under the same name stay known. */
export function registerTarget(
  load: Helper,
  name: string,
  port: number,
  serviceSid: string,
  sids: SidSource = { from: 'fill' },
  options: Partial<Pick<TargetOrder, 'dialect' | 'authorization' | 'webhooks'>> = {},
): Promise<void> {
  const defaults = { dialect: 'conversations', authorization, webhooks: false } as const;
  return load.order({ kind: 'target', name, port, serviceSid, sids, ...defaults, ...options });
}

/** Creates rows over all connections at once; the target must have been registered. */
export async function fill(
  load: Helper,
  target: string,
  filling: Filling,
  rows: number,
  connections: number,
): Promise<FillResult> {
  load.onProgress = (done) => progressLine(`filling: ${done.toLocaleString('en')} ${filling}`);
  const report = await load.sample({ kind: 'fill', target, filling, rows, connections });
  load.onProgress = () => undefined;
  assertExpectedReplies(`filling ${target}`, report);
  return { rows: report.requests, seconds: report.seconds };
}
