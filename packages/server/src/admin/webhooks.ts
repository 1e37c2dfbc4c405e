import { ApiError, invalidParameter, largestPage, missingParameter, usualPageSize } from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Once } from '../resources/once.ts';
import type { Units } from '../storage/storage.ts';
import {
  type DeliveryFilters,
  type EventFilters,
  type Fields,
  fieldsOf,
  readFilters,
  readNumber,
  readSid,
  readUrl,
  readWord,
  type WebhookEventName,
  webhookEventNames,
} from './webhook-parameters.ts';

const path = '/colloquy/v1/webhooks';

interface PageRequest {
  readonly from: number | undefined;
  readonly limit: number;
}

/** What is behind these paths; each answers what a reply shows of an account's own. */
export interface WebhookInspection {
  deliveries(
    accountSid: string,
    filters: DeliveryFilters,
    page: PageRequest,
  ): Promise<{ readonly deliveries: readonly object[]; readonly next: number | undefined }>;
  delivery(accountSid: string, sid: string): Promise<object | undefined>;
  /** @param units runs the change, as for `trigger`. */
  replay(accountSid: string, sid: string, url: string | undefined, units: Units): Promise<object | undefined>;
  replayMany(
    accountSid: string,
    filters: DeliveryFilters,
    from: number | undefined,
  ): Promise<{ readonly replayed: number; readonly next: number | undefined }>;
  trigger(
    wanted: {
      readonly accountSid: string;
      readonly eventName: WebhookEventName;
      readonly conversationSid: string;
      readonly messageSid: string | undefined;
    },
    units: Units,
  ): Promise<readonly object[] | undefined>;
  events(
    accountSid: string,
    filters: EventFilters,
    page: PageRequest & { readonly after: number | undefined },
  ): Promise<{
    readonly events: readonly object[];
    readonly position: number;
    readonly next: number | undefined;
  }>;
}

interface WebhookAdminOptions {
  readonly inspection: WebhookInspection;
  readonly once: Once;
  readonly baseUrl: (request: FastifyRequest) => string;
}

/** What webhooks were told, and were not told: to look at, and to send once more. */
export function mountWebhooks(
  server: FastifyInstance,
  { inspection, once, baseUrl }: WebhookAdminOptions,
): void {
  /** The page's metadata; the next page is asked for like this one, from another place. */
  const meta = (request: FastifyRequest, key: string, sent: Fields, next: number | undefined) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(sent)) if (value !== undefined) query.set(name, String(value));
    query.set('PageToken', String(next));
    const url = `${baseUrl(request)}${request.routeOptions.url}?${query}`;
    return { key, next_page_url: next === undefined ? null : url };
  };
  const page = (query: Fields): PageRequest => ({
    from: readNumber(query, 'PageToken'),
    limit: Math.min(Math.max(readNumber(query, 'PageSize') ?? usualPageSize, 1), largestPage),
  });

  server.get(`${path}/deliveries`, async (request) => {
    const query = fieldsOf(request.query);
    const found = await inspection.deliveries(accountOf(request), readFilters(query), page(query));
    return { meta: meta(request, 'deliveries', query, found.next), deliveries: found.deliveries };
  });

  server.get<{ Params: { sid: string } }>(`${path}/deliveries/:sid`, async (request) => {
    const { sid } = request.params;
    const found = await inspection.delivery(accountOf(request), sid);
    if (found === undefined) throw new ApiError(20404, `delivery ${sid}`);
    return found;
  });

  server.post<{ Params: { sid: string } }>(`${path}/deliveries/:sid/replay`, async (request, reply) => {
    const { sid } = request.params;
    const [accountSid, url] = [accountOf(request), readUrl(fieldsOf(request.body), 'Url')];
    const perform = (units: Units) => inspection.replay(accountSid, sid, url, units);
    const found = await once(request, reply)({ accountSid, asked: ['replay', sid, url], perform });
    if (found === undefined) throw new ApiError(20404, `delivery ${sid}`);
    return reply.code(202).send(found);
  });

  server.post(`${path}/deliveries/replay`, async (request, reply) => {
    const form = fieldsOf(request.body);
    const filters = readFilters(form);
    // All that was ever delivered is nothing to send once more by an oversight.
    if (filters.state === undefined) throw missingParameter('State', 'post body');
    const { replayed, next } = await inspection.replayMany(
      accountOf(request),
      filters,
      readNumber(form, 'PageToken'),
    );
    return reply.code(202).send({ replayed, next_page_token: next === undefined ? null : String(next) });
  });

  server.post(`${path}/trigger`, async (request, reply) => {
    const form = fieldsOf(request.body);
    const eventName = readWord(form, 'EventType', webhookEventNames);
    if (eventName === undefined) throw missingParameter('EventType', 'post body');
    const conversationSid = readSid(form, 'ConversationSid', 'CH');
    if (conversationSid === undefined) throw missingParameter('ConversationSid', 'post body');
    const messageSid = readSid(form, 'MessageSid', 'IM');
    const accountSid = accountOf(request);
    const wanted = { accountSid, eventName, conversationSid, messageSid };
    const perform = (units: Units) => inspection.trigger(wanted, units);
    const deliveries = await once(request, reply)({ accountSid, asked: ['trigger', wanted], perform });
    if (deliveries === undefined)
      throw new ApiError(20404, `${eventName} of ${messageSid ?? conversationSid}`);
    return reply.code(202).send({ event_name: eventName, deliveries });
  });

  server.get(`${path}/events`, async (request) => {
    const query = fieldsOf(request.query);
    const { state, target, ...filters } = readFilters(query);
    if (state !== undefined) throw invalidParameter('State');
    if (target !== undefined) throw invalidParameter('Target');
    const eventName = readWord(query, 'EventName', webhookEventNames);
    const silent = readWord(query, 'Silent', ['true', 'false']) === 'true';
    const after = readNumber(query, 'After');
    const { events, position, next } = await inspection.events(
      accountOf(request),
      { ...filters, eventName, silent },
      { ...page(query), after },
    );
    return { meta: { ...meta(request, 'events', query, next), position }, events };
  });
}

function accountOf({ principal }: FastifyRequest): string {
  if (principal === undefined) throw new Error('A hook was to authenticate this request.');
  return principal.accountSid;
}
