/** Prepares a product for load: a service, and rows in it, all through the API. */

import type { Helper } from './helper.ts';
import { sendExpecting } from './http.ts';
import { authorization, type Product } from './product.ts';
import { progressLine } from './progress.ts';
import type { FillResult } from './results.ts';
import { throwOnUnexpected } from './slices.ts';

/** Creates a service and returns its sid. */
export async function createService(product: Product): Promise<string> {
  const answer = await sendExpecting(product.port, 201, {
    method: 'POST',
    path: '/v1/Services',
    authorization,
    form: 'FriendlyName=Bench',
  });
  const sid = /"sid":\s*"(IS[0-9a-f]{32})"/.exec(answer.body)?.[1];
  if (sid === undefined) throw new Error(`no sid in the created service: ${answer.body}`);
  return sid;
}

/** Tells the load process where a product is; rows it has filled in under the same name stay known. */
export function announce(load: Helper, name: string, product: Product, serviceSid: string): Promise<void> {
  return load.order({
    kind: 'target',
    name,
    port: product.port,
    authorization,
    serviceSid,
    sids: { from: 'fill' },
  });
}

/** Creates conversations over all connections at once; the target must have been announced. */
export async function fill(
  load: Helper,
  target: string,
  rows: number,
  connections: number,
): Promise<FillResult> {
  load.onProgress = (done) =>
    progressLine(`filling: ${done.toLocaleString('en')} of ${rows.toLocaleString('en')}`);
  const report = await load.slice({ kind: 'fill', target, rows, connections });
  load.onProgress = () => undefined;
  throwOnUnexpected(`filling ${target}`, report);
  return { rows, seconds: report.seconds };
}
