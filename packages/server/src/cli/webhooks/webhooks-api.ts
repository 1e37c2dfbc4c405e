import { ConfigError } from '../../config/config-error.ts';
import type { RemoteServer } from '../remote-server.ts';

/** A delivery in the server's lists. */
export interface Delivery {
  readonly sid: string;
  readonly state: string;
  readonly event_name: string;
  readonly conversation_sid: string | null;
  readonly chat_service_sid: string;
  readonly target: string;
  readonly url: string | null;
  readonly method: string;
  readonly attempt_count: number;
  readonly date_created: string;
}

/** A single delivery with its parameters and attempts. */
export interface DeliveryDetails extends Delivery {
  readonly parameters: Readonly<Record<string, string>>;
  readonly attempts: readonly {
    readonly number: number;
    readonly date: string;
    readonly milliseconds: number;
    readonly status: number | null;
    readonly error: string | null;
    readonly body: string | null;
  }[];
}

/** An event that can be sent to webhooks. */
export interface WebhookEvent {
  readonly event_name: string;
  readonly conversation_sid: string | null;
  readonly date_created: string;
  /** Whether the event triggers webhooks. */
  readonly webhook_enabled: boolean;
  readonly wanted_by: readonly string[];
  readonly silent: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The server's replies by endpoint. Undefined fields are not sent. */
export interface WebhooksApi {
  deliveries(query: Query): Promise<{ readonly deliveries: readonly Delivery[]; readonly meta: Meta }>;
  delivery(sid: string): Promise<DeliveryDetails>;
  replay(sid: string, form: Query): Promise<Delivery>;
  replayMany(form: Query): Promise<{ readonly replayed: number; readonly next_page_token: string | null }>;
  trigger(form: Query): Promise<{ readonly deliveries: readonly Delivery[] }>;
  events(query: Query): Promise<{
    readonly events: readonly WebhookEvent[];
    readonly meta: Meta & { readonly position: number };
  }>;
}

export type Query = Readonly<Record<string, string | undefined>>;

interface Meta {
  readonly next_page_url: string | null;
}

/** The server cannot be reached; a later try may succeed. */
export class ServerUnreachable extends ConfigError {}

/** Creates the client of the inspection endpoints. Its functions throw a ConfigError with the server's message. */
export function createWebhooksApi({ baseUrl, username, password }: RemoteServer): WebhooksApi {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const callApi = async (method: 'GET' | 'POST', path: string, fields: Query = {}) => {
    const sent = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) sent.set(name, value);
    const url = `${baseUrl}/colloquy/v1/webhooks${path}`;
    const reply = await fetch(method === 'GET' && sent.size > 0 ? `${url}?${sent}` : url, {
      method,
      headers: { authorization },
      ...(method === 'POST' && { body: sent }),
    }).catch((cause: unknown) => {
      throw new ServerUnreachable(`${baseUrl} does not respond.`, { cause });
    });
    const body: unknown = await reply.json().catch(() => undefined);
    if (!reply.ok)
      throw new ConfigError(`${baseUrl} returned an error: ${readMessage(body) ?? `status ${reply.status}`}`);
    return body;
  };
  // The types describe what the server's endpoints return.
  return {
    deliveries: async (query) =>
      (await callApi('GET', '/deliveries', query)) as Awaited<ReturnType<WebhooksApi['deliveries']>>,
    delivery: async (sid) =>
      (await callApi('GET', `/deliveries/${encodeURIComponent(sid)}`)) as DeliveryDetails,
    replay: async (sid, form) =>
      (await callApi('POST', `/deliveries/${encodeURIComponent(sid)}/replay`, form)) as Delivery,
    replayMany: async (form) =>
      (await callApi('POST', '/deliveries/replay', form)) as Awaited<ReturnType<WebhooksApi['replayMany']>>,
    trigger: async (form) =>
      (await callApi('POST', '/trigger', form)) as Awaited<ReturnType<WebhooksApi['trigger']>>,
    events: async (query) =>
      (await callApi('GET', '/events', query)) as Awaited<ReturnType<WebhooksApi['events']>>,
  };
}

function readMessage(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('message' in body)) return undefined;
  return String(body.message);
}
