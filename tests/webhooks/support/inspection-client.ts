import type { createClient } from '@colloquy/client';
import type {
  fetchWebhookDelivery,
  listWebhookDeliveries,
  listWebhookEvents,
  ReplyJson,
} from '@colloquy/contract';
import type { Colloquy } from '@colloquy/testkit';
import { assertEndpointReply } from '../../../conformance/support/assert-reply.ts';
import { account } from '../../support/accounts.ts';
import { basicAuthorization } from '../../support/http/caller.ts';

/** A delivery with its parameters and attempts, as JSON. */
export type Delivery = ReplyJson<(typeof fetchWebhookDelivery)['reply']>;

type ListedDelivery = ReplyJson<(typeof listWebhookDeliveries)['reply']>['deliveries'][number];

/** The properties of all replies of these endpoints; which of them exist depends on the request. */
export interface AdminBody {
  readonly code: number;
  readonly message: string;
  readonly replayed: number;
  readonly next_page_token: string | null;
  readonly deliveries: readonly (Delivery & Pick<ListedDelivery, 'last_attempt'>)[];
  readonly events: ReplyJson<(typeof listWebhookEvents)['reply']>['events'];
  readonly meta: { readonly next_page_url: string | null; readonly position: number };
}

/** Creates a function that calls the inspection endpoints with an account's credentials. */
export const createInspectionClient =
  ({ baseUrl }: Pick<Colloquy, 'baseUrl'>, { sid, token } = account) =>
  async <Body = AdminBody>(method: 'GET' | 'POST', path: string, form: Record<string, string> = {}) => {
    const query = new URLSearchParams(form);
    const url = path.startsWith('http') ? path : `${baseUrl}/colloquy/v1/webhooks${path}`;
    const reply = await fetch(method === 'GET' && query.size > 0 ? `${url}?${query}` : url, {
      method,
      headers: { authorization: basicAuthorization(sid, token) },
      ...(method === 'POST' && { body: query }),
    });
    const text = await reply.text();
    assertEndpointReply(method, url, reply.status, JSON.parse(text));
    return { status: reply.status, text, body: JSON.parse(text) as Body };
  };

type Client = ReturnType<typeof createClient>;
export type Filter = NonNullable<
  NonNullable<Parameters<Client['updateServiceWebhookConfiguration']>[1]>['filters']
>[number];

export const withWebhooks = { xTwilioWebhookEnabled: true };

/** Creates a service with a webhook. */
export async function createServiceWithWebhook(
  client: Client,
  postWebhookUrl: string,
  filters: readonly Filter[] = ['onConversationAdded', 'onMessageAdded'],
): Promise<string> {
  const { sid } = await client.createService({ friendlyName: 'Hooks' });
  await client.updateServiceWebhookConfiguration(sid, { postWebhookUrl, method: 'POST', filters });
  return sid;
}
