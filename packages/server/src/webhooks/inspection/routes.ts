import {
  ApiError,
  defaultPageSize,
  invalidParameter,
  maxPageSize,
  missingParameter,
} from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { StoreResult } from '../../rest/idempotency/idempotency.ts';
import type { RunIdempotent } from '../../rest/idempotency/run-idempotent.ts';
import type { PageRequest, WebhookInspection } from './inspection.ts';
import {
  type Fields,
  parseEnum,
  parseFields,
  parseFilters,
  parseInteger,
  parseSid,
  parseUrl,
  webhookEventNames,
} from './request-parameters.ts';

const path = '/colloquy/v1/webhooks';

interface InspectionRoutesOptions {
  readonly inspection: WebhookInspection;
  readonly runIdempotent: RunIdempotent;
  readonly baseUrl: (request: FastifyRequest) => string;
}

/** Mounts the endpoints that list, fetch, replay and trigger webhook deliveries, and list events. */
export function mountWebhookInspection(
  server: FastifyInstance,
  { inspection, runIdempotent, baseUrl }: InspectionRoutesOptions,
): void {
  /** The metadata of a page. The URL of the next page repeats the query with another `PageToken`. */
  const meta = (request: FastifyRequest, key: string, sent: Fields, next: number | undefined) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(sent)) if (value !== undefined) query.set(name, String(value));
    query.set('PageToken', String(next));
    const url = `${baseUrl(request)}${request.routeOptions.url}?${query}`;
    return { key, next_page_url: next === undefined ? null : url };
  };
  const page = (query: Fields): PageRequest => ({
    from: parseInteger(query, 'PageToken'),
    limit: Math.min(Math.max(parseInteger(query, 'PageSize') ?? defaultPageSize, 1), maxPageSize),
  });

  server.get(`${path}/deliveries`, async (request) => {
    const query = parseFields(request.query);
    const found = await inspection.listDeliveries(getAccountSid(request), parseFilters(query), page(query));
    return { meta: meta(request, 'deliveries', query, found.next), deliveries: found.deliveries };
  });

  server.get<{ Params: { sid: string } }>(`${path}/deliveries/:sid`, async (request) => {
    const { sid } = request.params;
    const found = await inspection.fetchDelivery(getAccountSid(request), sid);
    if (found === undefined) throw new ApiError(20404, `delivery ${sid}`);
    return found;
  });

  server.post<{ Params: { sid: string } }>(`${path}/deliveries/:sid/replay`, async (request, reply) => {
    const { sid } = request.params;
    const [accountSid, url] = [getAccountSid(request), parseUrl(parseFields(request.body), 'Url')];
    const run = (storeResult?: StoreResult) => inspection.replay(accountSid, sid, url, storeResult);
    const found = await runIdempotent(request, reply)({ accountSid, request: ['replay', sid, url], run });
    if (found === undefined) throw new ApiError(20404, `delivery ${sid}`);
    return reply.code(202).send(found);
  });

  server.post(`${path}/deliveries/replay`, async (request, reply) => {
    const form = parseFields(request.body);
    const filters = parseFilters(form);
    // Required, so that nobody replays all deliveries by accident.
    if (filters.state === undefined) throw missingParameter('State', 'post body');
    const { replayed, next } = await inspection.replayMany(
      getAccountSid(request),
      filters,
      parseInteger(form, 'PageToken'),
    );
    return reply.code(202).send({ replayed, next_page_token: next === undefined ? null : String(next) });
  });

  server.post(`${path}/trigger`, async (request, reply) => {
    const form = parseFields(request.body);
    const eventName = parseEnum(form, 'EventType', webhookEventNames);
    if (eventName === undefined) throw missingParameter('EventType', 'post body');
    const conversationSid = parseSid(form, 'ConversationSid', 'CH');
    if (conversationSid === undefined) throw missingParameter('ConversationSid', 'post body');
    const messageSid = parseSid(form, 'MessageSid', 'IM');
    const accountSid = getAccountSid(request);
    const triggerRequest = { accountSid, eventName, conversationSid, messageSid };
    const run = (storeResult?: StoreResult) => inspection.trigger(triggerRequest, storeResult);
    const deliveries = await runIdempotent(
      request,
      reply,
    )({ accountSid, request: ['trigger', triggerRequest], run });
    if (deliveries === undefined)
      throw new ApiError(20404, `${eventName} of ${messageSid ?? conversationSid}`);
    return reply.code(202).send({ event_name: eventName, deliveries });
  });

  server.get(`${path}/events`, async (request) => {
    const query = parseFields(request.query);
    const { state, target, ...filters } = parseFilters(query);
    if (state !== undefined) throw invalidParameter('State');
    if (target !== undefined) throw invalidParameter('Target');
    const eventName = parseEnum(query, 'EventName', webhookEventNames);
    const onlyNotSent = parseEnum(query, 'Silent', ['true', 'false']) === 'true';
    const after = parseInteger(query, 'After');
    const { events, position, next } = await inspection.listEvents(
      getAccountSid(request),
      { ...filters, eventName, onlyNotSent },
      { ...page(query), after },
    );
    return { meta: { ...meta(request, 'events', query, next), position }, events };
  });
}

function getAccountSid({ principal }: FastifyRequest): string {
  if (principal === undefined) throw new Error('Invariant violated: request without a principal');
  return principal.accountSid;
}
