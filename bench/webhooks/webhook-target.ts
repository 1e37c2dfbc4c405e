/** Products and receivers of the webhook measurement. */

import type { Helper } from '../helper-process.ts';
import { progressLine } from '../progress.ts';
import type { MeasuredTarget } from '../scenarios/measure-sample.ts';
import { createService, fill, registerTarget } from '../targets/prepare-service.ts';
import { authorization, type Product, type ProductOptions, startProduct } from '../targets/product.ts';
import { sendExpecting } from '../targets/send-request.ts';
import type { Arrivals } from './webhook-messages.ts';

/** A product with conversations that have participants, and whose requests all enable webhooks. */
export interface WebhookTarget extends MeasuredTarget {
  readonly product: Product;
  readonly serviceSid: string;
}

/** Starts a product under a name, and creates its conversations. */
export async function prepareWebhookTarget(
  name: string,
  conversations: number,
  load: Helper,
  productOptions: ProductOptions,
  databaseUrl: string,
  connections: number,
): Promise<WebhookTarget> {
  const product = await startProduct(productOptions, databaseUrl);
  const serviceSid = await createService(product);
  const webhookTarget = { target: name, pid: product.pid, product, serviceSid };
  await registerTarget(load, name, product.port, serviceSid);
  await fill(load, name, 'conversations', conversations, connections);
  await fill(load, name, 'members', conversations, connections);
  await enableWebhooks(load, webhookTarget);
  return webhookTarget;
}

/** Makes the load process send the header that enables webhooks. */
export function enableWebhooks(load: Helper, { target, product, serviceSid }: WebhookTarget): Promise<void> {
  return registerTarget(load, target, product.port, serviceSid, { from: 'fill' }, { webhooks: true });
}

/** Sets the URL of a service's webhook for new conversations and messages. */
export async function configureWebhook(webhookTarget: WebhookTarget, url: string): Promise<void> {
  const path = `/v1/Services/${webhookTarget.serviceSid}/Configuration/Webhooks`;
  const form = new URLSearchParams([
    ['PostWebhookUrl', url],
    ['Method', 'POST'],
    ['Filters', 'onMessageAdded'],
    ['Filters', 'onConversationAdded'],
  ]).toString();
  await sendExpecting(webhookTarget.product.port, 200, { method: 'POST', path, form, authorization });
}

/** A receiver of the load process, and what it should receive. */
export class ReceiverClient {
  readonly name: string;
  readonly url: string;
  /** Deliveries that should have arrived when all is delivered. */
  expected = 0;
  readonly #load: Helper;

  private constructor(load: Helper, name: string, port: number) {
    this.#load = load;
    this.name = name;
    this.url = `http://127.0.0.1:${port}/hook`;
  }

  static async start(load: Helper, name: string): Promise<ReceiverClient> {
    return new ReceiverClient(load, name, await load.receiver(name));
  }

  /** What has arrived so far. */
  poll(): Promise<Arrivals> {
    return this.#load.arrivals(this.name, 0);
  }

  setPaused(isPaused: boolean): Promise<void> {
    return this.#load.order({ kind: 'pause', receiver: this.name, isPaused });
  }

  /** Shows how much has arrived while the load process follows an order. */
  async withProgress<Reply>(work: () => Promise<Reply>): Promise<Reply> {
    const expectedTotal = this.expected.toLocaleString('en');
    this.#load.onProgress = (count) =>
      progressLine(`webhooks: ${count.toLocaleString('en')} of ${expectedTotal} arrived`);
    try {
      return await work();
    } finally {
      this.#load.onProgress = () => undefined;
    }
  }

  /**
   * Waits until everything has arrived that should.
   *
   * @throws Error when a delivery is missing, duplicated, late in its conversation, or unexpected.
   */
  async waitForExpected(): Promise<Arrivals> {
    const arrivals = await this.withProgress(() => this.#load.arrivals(this.name, this.expected));
    const { count, duplicates, outOfOrder } = arrivals;
    if (count !== this.expected || duplicates > 0 || outOfOrder > 0)
      throw new Error(
        `${this.expected} deliveries should have arrived at ${this.name}: ${count} have, ` +
          `${duplicates} more than once and ${outOfOrder} after a later one of their conversation`,
      );
    return arrivals;
  }
}
