import type { StoreResult } from '../../rest/idempotency/idempotency.ts';
import { type DeliveryFilters, fetchDelivery, listDeliveries } from './deliveries.ts';
import { listEventsAfter, listRecentEvents, type WebhookEventFilters } from './logged-webhook-events.ts';
import { replay, replayMany } from './replay.ts';
import { serializeDelivery, serializeDeliveryDetails, serializeWebhookEvent } from './serialize.ts';
import { type TriggerDeps, type TriggerRequest, trigger } from './trigger.ts';

interface InspectionDeps extends TriggerDeps {
  /** Makes the dispatcher look for deliveries that are due. */
  readonly wakeDispatcher: () => void;
}

/** Where a page begins, and its maximum length. */
export interface PageRequest {
  readonly from: number | undefined;
  readonly limit: number;
}

/** Implements the inspection endpoints: every result is part of a reply, and concerns one account. */
export function createInspection(deps: InspectionDeps) {
  const { storage, wakeDispatcher } = deps;
  return {
    async listDeliveries(accountSid: string, filters: DeliveryFilters, page: PageRequest) {
      const { deliveries, next } = await storage.read((reader) =>
        listDeliveries(reader, accountSid, filters, { direction: 'newest first', ...page }),
      );
      return { deliveries: deliveries.map(serializeDelivery), next };
    },

    /** Undefined, as for `replay` and `trigger`, if the account has no such object. */
    async fetchDelivery(accountSid: string, sid: string) {
      const found = await storage.read((reader) => fetchDelivery(reader, accountSid, sid));
      return found && serializeDeliveryDetails(found.delivery, found.attempts);
    },

    /** @param storeResult stores the result for an idempotency key, as for `trigger`. */
    async replay(accountSid: string, sid: string, url: string | undefined, storeResult?: StoreResult) {
      const delivery = await replay(deps, accountSid, sid, url, async (transaction, row) =>
        storeResult?.(transaction, serializeDelivery(row)),
      );
      wakeDispatcher();
      return delivery && serializeDelivery(delivery);
    },

    async replayMany(accountSid: string, filters: DeliveryFilters, from: number | undefined) {
      const result = await replayMany(deps, accountSid, filters, from);
      wakeDispatcher();
      return result;
    },

    async trigger(request: TriggerRequest, storeResult?: StoreResult) {
      const deliveries = await trigger(deps, request, async (transaction, rows) =>
        storeResult?.(transaction, rows.map(serializeDelivery)),
      );
      wakeDispatcher();
      return deliveries?.map(serializeDelivery);
    },

    async listEvents(
      accountSid: string,
      filters: WebhookEventFilters,
      page: PageRequest & { after: number | undefined },
    ) {
      const { after, from, limit } = page;
      const { webhookEvents, position, before } = await storage.read((reader) =>
        after === undefined
          ? listRecentEvents(reader, accountSid, filters, { before: from, limit })
          : listEventsAfter(reader, accountSid, filters, after),
      );
      return { events: webhookEvents.map(serializeWebhookEvent), position, next: before };
    },
  };
}

export type WebhookInspection = ReturnType<typeof createInspection>;
