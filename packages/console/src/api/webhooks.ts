import type { Client } from '@colloquy/client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

export type Delivery = Awaited<ReturnType<Client['listWebhookDeliveries']>>[number];
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
