import {
  defaultPageSize,
  type Endpoint,
  fetchWebhookDelivery,
  listWebhookDeliveries,
  listWebhookEvents,
  replayWebhookDeliveries,
  replayWebhookDelivery,
  triggerWebhook,
} from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { instant } from '../../platform/instant.ts';
import { command, type EndpointHandler, procedure, query } from '../../rest/handler.ts';
import { notFound } from '../../rest/not-found.ts';
import { pageMeta } from '../../rest/paging/page-meta.ts';
import type { EndpointRequest } from '../../rest/request-context.ts';
import { fetchDelivery, findDelivery, listDeliveries } from './deliveries.ts';
import { findLastAttempt, serializeLastAttempt } from './last-attempt.ts';
import { listEventsAfter, listRecentEvents } from './logged-webhook-events.ts';
import { replay, replayMany } from './replay.ts';
import { serializeDelivery, serializeDeliveryDetails, serializeWebhookEvent } from './serialize.ts';
import { findNewestEvent, trigger } from './trigger.ts';

/**
 * Mounts the endpoints that list, fetch, replay and trigger webhook deliveries, and list events.
 *
 * @param wakeDispatcher makes the dispatcher look for deliveries that are due.
 */
export function mountWebhookInspection(
  server: FastifyInstance,
  deps: EndpointDeps,
  wakeDispatcher: () => void,
): void {
  const mount = <const E extends Endpoint>(endpoint: E, handler: EndpointHandler<E>) =>
    mountEndpoint(server, deps, endpoint, handler);
  const afterCommit = async () => wakeDispatcher();

  mount(
    listWebhookDeliveries,
    query({
      async read(reader, request) {
        const page = { direction: 'newest first', ...pageOf(request) } as const;
        const found = await listDeliveries(reader, request.accountSid, request.parameters, page);
        return {
          meta: pageMeta(listWebhookDeliveries, request, 'deliveries', found.next),
          deliveries: await Promise.all(
            found.deliveries.map(async (delivery) => ({
              ...serializeDelivery(delivery),
              last_attempt: serializeLastAttempt(
                await reader.one(findLastAttempt, { delivery_sid: delivery.sid }),
              ),
            })),
          ),
        };
      },
    }),
  );

  mount(
    fetchWebhookDelivery,
    query({
      async read(reader, request) {
        const sid = deliverySidIn(request);
        const found = await fetchDelivery(reader, request.accountSid, sid);
        return found && serializeDeliveryDetails(found.delivery, found.attempts);
      },
    }),
  );

  mount(
    replayWebhookDelivery,
    command({
      load: (reader, request) =>
        reader.one(findDelivery, { account_sid: request.accountSid, sid: deliverySidIn(request) }),
      async run(transaction, delivery, { parameters, now }) {
        const replayed = await replay(transaction, delivery, parameters.url, instant(now));
        return { result: serializeDelivery(replayed) };
      },
      present: (delivery) => delivery,
      afterCommit,
    }),
  );

  mount(
    replayWebhookDeliveries,
    procedure({
      async run({ accountSid, parameters }, deps) {
        const { replayed, next } = await replayMany(deps, accountSid, parameters, parameters.pageToken);
        wakeDispatcher();
        return { replayed, next_page_token: next === undefined ? null : String(next) };
      },
    }),
  );

  mount(
    triggerWebhook,
    command({
      prepare: ({ accountSid, parameters }, { storage }) => findNewestEvent(storage, accountSid, parameters),
      async load(_reader, { parameters }, _deps, event) {
        const { eventType, conversationSid, messageSid } = parameters;
        if (event === undefined)
          throw notFound(
            triggerWebhook.path,
            `the newest records of the log have no ${eventType} of ${messageSid ?? conversationSid}`,
          );
        return event;
      },
      async run(transaction, event, { now }, { sids }) {
        const deliveries = await trigger(transaction, event, sids, instant(now));
        return { result: deliveries.map(serializeDelivery) };
      },
      present: (deliveries, { parameters }) => ({ event_name: parameters.eventType, deliveries }),
      afterCommit,
    }),
  );

  mount(
    listWebhookEvents,
    query({
      async read(reader, request) {
        const { accountSid, parameters, mayBeLong = false } = request;
        const { after, silent: onlyNotSent } = parameters;
        const { from: before, limit } = pageOf(request);
        const filters = { ...parameters, onlyNotSent };
        const page =
          after === undefined
            ? await listRecentEvents(reader, accountSid, filters, { before, limit, mayBeLong })
            : await listEventsAfter(reader, accountSid, filters, after, mayBeLong);
        const meta = pageMeta(listWebhookEvents, request, 'events', page.before);
        return {
          meta: { ...meta, position: page.position },
          events: page.webhookEvents.map(serializeWebhookEvent),
        };
      },
    }),
  );
}

const deliverySidIn = ({ path }: EndpointRequest): string => path['Sid'] ?? '';

/** Where a page begins, and its maximum length. */
const pageOf = ({
  parameters: { pageToken, pageSize = defaultPageSize },
}: EndpointRequest<{ readonly pageToken?: number; readonly pageSize?: number }>) => ({
  from: pageToken,
  limit: Math.max(pageSize, 1),
});
