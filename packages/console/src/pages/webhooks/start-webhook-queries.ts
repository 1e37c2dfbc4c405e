import type { SessionApi } from '../../api/session-api.ts';
import { deliveriesQuery, lanesQuery, silentEventsQuery, webhookSettingsQuery } from '../../api/webhooks.ts';
import { type DeliveryFilters, deliveryParameters } from './filters.ts';

/** Starts what the page shows: the deliveries, and the panels around them. */
export function startWebhookQueries({ client, queryClient }: SessionApi, filters: DeliveryFilters): void {
  void queryClient.prefetchInfiniteQuery(deliveriesQuery(client, deliveryParameters(filters)));
  void queryClient.prefetchQuery(webhookSettingsQuery(client, undefined));
  void queryClient.prefetchQuery(lanesQuery(client));
  void queryClient.prefetchQuery(silentEventsQuery(client));
}
