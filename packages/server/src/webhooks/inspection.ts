import type { Units } from '../storage/storage.ts';
import { type DeliveryFilters, readDeliveries, readDelivery } from './deliveries.ts';
import { type OccurrenceFilters, occurrencesAfter, recentOccurrences } from './occurrences.ts';
import { replay, replayMany } from './replay.ts';
import { type TriggerTools, trigger, type Wanted } from './trigger.ts';
import { deliveryDetails, deliveryObject, occurrenceObject } from './wire.ts';

interface InspectionTools extends TriggerTools {
  /** Has what is due sent. */
  readonly wake: () => void;
}

/** Where a page is to begin, and how long it may be. */
interface PageRequest {
  readonly from: number | undefined;
  readonly limit: number;
}

/** What an account can see of its webhooks, and do about them: as replies show it. */
export function inspectionOf(tools: InspectionTools) {
  const { storage, wake } = tools;
  return {
    async deliveries(accountSid: string, filters: DeliveryFilters, page: PageRequest) {
      const { deliveries, next } = await storage.read((reader) =>
        readDeliveries(reader, accountSid, filters, { direction: 'newest first', ...page }),
      );
      return { deliveries: deliveries.map(deliveryObject), next };
    },

    /** Undefined, as for the others, when the account has no such delivery. */
    async delivery(accountSid: string, sid: string) {
      const found = await storage.read((reader) => readDelivery(reader, accountSid, sid));
      return found && deliveryDetails(found.delivery, found.attempts);
    },

    /** @param units runs the change, as for `trigger`. */
    async replay(accountSid: string, sid: string, url: string | undefined, units: Units) {
      const delivery = await replay({ ...tools, storage: units }, accountSid, sid, url);
      wake();
      return delivery && deliveryObject(delivery);
    },

    async replayMany(accountSid: string, filters: DeliveryFilters, from: number | undefined) {
      const answer = await replayMany(tools, accountSid, filters, from);
      wake();
      return answer;
    },

    async trigger(wanted: Wanted, units: Units) {
      const deliveries = await trigger({ ...tools, storage: units }, wanted);
      wake();
      return deliveries?.map(deliveryObject);
    },

    async events(
      accountSid: string,
      filters: OccurrenceFilters,
      page: PageRequest & { after: number | undefined },
    ) {
      const { after, from, limit } = page;
      const { occurrences, position, before } = await storage.read((reader) =>
        after === undefined
          ? recentOccurrences(reader, accountSid, filters, { before: from, limit })
          : occurrencesAfter(reader, accountSid, filters, after),
      );
      return { events: occurrences.map(occurrenceObject), position, next: before };
    },
  };
}
