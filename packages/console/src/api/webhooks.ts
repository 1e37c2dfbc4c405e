import type { Client, Item } from '@colloquy/client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

export type Delivery = Awaited<ReturnType<Client['listWebhookDeliveries']>>[number];
export type ScopedWebhook = Item<'scopedWebhook'>;
export type DeliveryDetails = Awaited<ReturnType<Client['fetchWebhookDelivery']>>;
export type Lane = Awaited<ReturnType<Client['listWebhookLanes']>>[number];

type Filters = Pick<
  NonNullable<Parameters<Client['pageWebhookDeliveries']>[0]>,
  'state' | 'eventName' | 'conversationSid' | 'target'
>;

/** Deliveries end without an event, so pages ask for them. */
const pollMs = 2500;

/** The position of the next page, from its link. */
const nextPageToken = ({
  meta: { nextPageUrl },
}: {
  readonly meta: { readonly nextPageUrl: string | null };
}) => (nextPageUrl === null ? undefined : (new URL(nextPageUrl).searchParams.get('PageToken') ?? undefined));

/** The deliveries of webhooks, newest first, page by page. */
export const deliveriesQuery = (client: Client, filters: Filters) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.allDeliveries(), 'deliveries', filters],
    queryFn: ({ pageParam, signal }) =>
      client.pageWebhookDeliveries(
        { ...filters, ...(pageParam !== undefined && { pageToken: Number(pageParam) }), pageSize: 25 },
        { signal },
      ),
    initialPageParam: undefined as string | undefined, // The literal's own type would be undefined alone.
    getNextPageParam: nextPageToken,
    refetchInterval: pollMs,
  });

/** A delivery with its parameters and attempts. */
export const deliveryQuery = (client: Client, sid: string) =>
  queryOptions({
    queryKey: [...queryKeys.allDeliveries(), 'delivery', sid],
    queryFn: ({ signal }) => client.fetchWebhookDelivery(sid, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? pollMs : false),
  });

/** The lanes in which deliveries wait. */
export const lanesQuery = (client: Client) =>
  queryOptions({
    queryKey: [...queryKeys.allDeliveries(), 'lanes'],
    queryFn: ({ signal }) => client.listWebhookLanes({ limit: 20 }, { signal }),
    refetchInterval: pollMs,
  });

/** The newest events that were sent to no webhook, with the reason. */
export const silentEventsQuery = (client: Client) =>
  queryOptions({
    queryKey: [...queryKeys.allDeliveries(), 'silent-events'],
    queryFn: ({ signal }) => client.listWebhookEvents({ silent: true, limit: 10 }, { signal }),
    refetchInterval: pollMs,
  });

/** A conversation has up to five webhooks, unless the server is configured for more. */
const maxScopedWebhooks = 100;

/** The webhooks of a conversation, oldest first. */
export const scopedWebhooksQuery = (client: Client, serviceSid: string, conversationSid: string) =>
  queryOptions({
    queryKey: queryKeys.webhooks(conversationSid),
    queryFn: ({ signal }) =>
      client.listServiceConversationScopedWebhook(
        serviceSid,
        conversationSid,
        { limit: maxScopedWebhooks },
        { signal },
      ),
  });

/** The newest deliveries of the events of a conversation, to webhooks of all scopes. */
export const conversationDeliveriesQuery = (client: Client, conversationSid: string, limit: number) =>
  queryOptions({
    queryKey: [...queryKeys.allDeliveries(), 'conversation', conversationSid, limit],
    queryFn: ({ signal }) => client.listWebhookDeliveries({ conversationSid, limit }, { signal }),
    refetchInterval: pollMs,
  });

/** Where the events of the account go. */
export type WebhookTarget = Awaited<ReturnType<Client['fetchConfigurationWebhook']>>['target'];

/** The webhooks of the account or of a service, with what both have; only those of the account have a target. */
export type WebhookSettings = Pick<
  Awaited<ReturnType<Client['fetchServiceWebhookConfiguration']>>,
  'preWebhookUrl' | 'postWebhookUrl' | 'method' | 'filters'
> & { readonly target?: WebhookTarget };

/** The webhooks of a service, or of the account if no service is given. */
export const webhookSettingsQuery = (client: Client, serviceSid: string | undefined) =>
  queryOptions({
    queryKey: queryKeys.webhookSettings(serviceSid),
    queryFn: ({ signal }): Promise<WebhookSettings> =>
      serviceSid === undefined
        ? client.fetchConfigurationWebhook({ signal })
        : client.fetchServiceWebhookConfiguration(serviceSid, { signal }),
  });
