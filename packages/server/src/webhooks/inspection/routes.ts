import {
  ApiError,
  defaultPageSize,
  fetchWebhookDelivery,
  listWebhookDeliveries,
  listWebhookEvents,
  replayWebhookDeliveries,
  replayWebhookDelivery,
  triggerWebhook,
} from '@colloquy/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mountEndpoint } from '../../http/mount-endpoint.ts';
import type { RunIdempotent } from '../../rest/idempotency/run-idempotent.ts';
import type { PageRequest, WebhookInspection } from './inspection.ts';

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
  const meta = (request: FastifyRequest, key: string, next: number | undefined) => {
    if (next === undefined) return { key, next_page_url: null };
    const query = new URLSearchParams();
    for (const [name, sent] of Object.entries(request.query as Readonly<Record<string, string | string[]>>)) {
      const value = typeof sent === 'object' ? sent.at(-1) : sent;
      if (value) query.set(name, value);
    }
    query.set('PageToken', String(next));
    return { key, next_page_url: `${baseUrl(request)}${request.routeOptions.url}?${query}` };
  };

  mountEndpoint(server, listWebhookDeliveries, async ({ accountSid, parameters, request }) => {
    const page = pageRequestOf(parameters);
    const { deliveries, next } = await inspection.listDeliveries(accountSid, parameters, page);
    return { meta: meta(request, 'deliveries', next), deliveries };
  });

  mountEndpoint(server, fetchWebhookDelivery, async ({ accountSid, path: { Sid: sid = '' } }) => {
    const found = await inspection.fetchDelivery(accountSid, sid);
    if (found === undefined) throw new ApiError(20404, `delivery ${sid}`);
    return found;
  });

  mountEndpoint(server, replayWebhookDelivery, async (call) => {
    const { accountSid, request, reply } = call;
    const { Sid: sid = '' } = call.path;
    const { url } = call.parameters;
    const found = await runIdempotent(
      request,
      reply,
    )({
      accountSid,
      request: ['replay', sid, url],
      run: (storeResult) => inspection.replay(accountSid, sid, url, storeResult),
    });
    if (found === undefined) throw new ApiError(20404, `delivery ${sid}`);
    return found;
  });

  mountEndpoint(server, replayWebhookDeliveries, async ({ accountSid, parameters }) => {
    const { replayed, next } = await inspection.replayMany(accountSid, parameters, parameters.pageToken);
    return { replayed, next_page_token: next === undefined ? null : String(next) };
  });

  mountEndpoint(server, triggerWebhook, async ({ accountSid, parameters, request, reply }) => {
    const { eventType: eventName, conversationSid, messageSid } = parameters;
    const triggerRequest = { accountSid, eventName, conversationSid, messageSid };
    const deliveries = await runIdempotent(
      request,
      reply,
    )({
      accountSid,
      request: ['trigger', triggerRequest],
      run: (storeResult) => inspection.trigger(triggerRequest, storeResult),
    });
    if (deliveries === undefined)
      throw new ApiError(20404, `${eventName} of ${messageSid ?? conversationSid}`);
    return { event_name: eventName, deliveries };
  });

  mountEndpoint(server, listWebhookEvents, async ({ accountSid, parameters, request }) => {
    const { events, position, next } = await inspection.listEvents(
      accountSid,
      { ...parameters, onlyNotSent: parameters.silent },
      { ...pageRequestOf(parameters), after: parameters.after },
    );
    return { meta: { ...meta(request, 'events', next), position }, events };
  });
}

const pageRequestOf = ({
  pageToken,
  pageSize = defaultPageSize,
}: {
  readonly pageToken?: number;
  readonly pageSize?: number;
}): PageRequest => ({ from: pageToken, limit: Math.max(pageSize, 1) });
