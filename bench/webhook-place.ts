/** Products and receivers of the webhook measurement. */

import type { Helper } from './helper.ts';
import { sendExpecting } from './http.ts';
import { authorization, type Product, type ProductPlace, startProduct } from './product.ts';
import { progressLine } from './progress.ts';
import { announce, createService, fill } from './service.ts';
import type { Contender } from './slices.ts';
import type { Arrivals } from './webhook-messages.ts';

/** A product with conversations whose participants post, and whose requests all ask for webhooks. */
export interface WebhookPlace extends Contender {
  readonly product: Product;
  readonly serviceSid: string;
}

/** Starts a product under a name, and creates its conversations. */
export async function prepareWebhookPlace(
  name: string,
  conversations: number,
  load: Helper,
  productPlace: ProductPlace,
  databaseUrl: string,
  connections: number,
): Promise<WebhookPlace> {
  const product = await startProduct(productPlace, databaseUrl);
  const serviceSid = await createService(product);
  const place = { target: name, pid: product.pid, product, serviceSid };
  await announce(load, name, product.port, serviceSid);
  await fill(load, name, 'conversations', conversations, connections);
  await fill(load, name, 'members', conversations, connections);
  await askForWebhooks(load, place);
  return place;
}

/** Has the load process send the header that asks for webhooks. */
export function askForWebhooks(load: Helper, { target, product, serviceSid }: WebhookPlace): Promise<void> {
  return announce(load, target, product.port, serviceSid, { from: 'fill' }, true);
}

/** Sets the URL that a service's webhook is told new conversations and messages at. */
export async function tell(place: WebhookPlace, url: string): Promise<void> {
  const path = `/v1/Services/${place.serviceSid}/Configuration/Webhooks`;
  const form = new URLSearchParams([
    ['PostWebhookUrl', url],
    ['Method', 'POST'],
    ['Filters', 'onMessageAdded'],
    ['Filters', 'onConversationAdded'],
  ]).toString();
  await sendExpecting(place.product.port, 200, { method: 'POST', path, form, authorization });
}

/** A receiver of the load process, and what is to come to it. */
export class Recipient {
  readonly name: string;
  readonly url: string;
  /** Deliveries that have been called for so far. */
  expected = 0;
  readonly #load: Helper;

  private constructor(load: Helper, name: string, port: number) {
    this.#load = load;
    this.name = name;
    this.url = `http://127.0.0.1:${port}/hook`;
  }

  static async start(load: Helper, name: string): Promise<Recipient> {
    return new Recipient(load, name, await load.receiver(name));
  }

  /** What has arrived so far. */
  look(): Promise<Arrivals> {
    return this.#load.arrivals(this.name, 0);
  }

  hold(isHolding: boolean): Promise<void> {
    return this.#load.order({ kind: 'hold', receiver: this.name, isHolding });
  }

  /** Shows how much has arrived while the load process follows an order. */
  async watch<Reply>(follow: () => Promise<Reply>): Promise<Reply> {
    const inAll = this.expected.toLocaleString('en');
    this.#load.onProgress = (count) =>
      progressLine(`webhooks: ${count.toLocaleString('en')} of ${inAll} arrived`);
    try {
      return await follow();
    } finally {
      this.#load.onProgress = () => undefined;
    }
  }

  /**
   * Waits until all has arrived that is to come.
   *
   * @throws Error when something is missing, has come twice, too late in its conversation, or was not called for.
   */
  async complete(): Promise<Arrivals> {
    const arrivals = await this.watch(() => this.#load.arrivals(this.name, this.expected));
    const { count, twice, disordered } = arrivals;
    if (count !== this.expected || twice > 0 || disordered > 0)
      throw new Error(
        `${this.expected} deliveries were to arrive at ${this.name}: ${count} have, ` +
          `${twice} more than once and ${disordered} after a later one of their conversation`,
      );
    return arrivals;
  }
}
