import { listedOrDefault, listWebhookLanes } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { instant } from '../../platform/instant.ts';
import { query } from '../../rest/handler.ts';
import { pageMeta } from '../../rest/paging/page-meta.ts';
import type { OriginState } from '../delivery/dispatcher.ts';
import { type InspectedLane, listLanes, parseLanePosition } from './lanes.ts';
import { serializeLastAttempt } from './last-attempt.ts';

/**
 * Mounts the list of the lanes in which deliveries wait.
 *
 * @param stateOf what this process knows of a server that lanes lead to, by the key of the origin.
 */
export function mountWebhookLanes(
  server: FastifyInstance,
  deps: EndpointDeps,
  stateOf: (origin: string) => OriginState,
): void {
  mountEndpoint(
    server,
    deps,
    listWebhookLanes,
    query({
      async read(reader, request) {
        const { accountSid, now, parameters } = request;
        const { pageToken, pageSize } = parameters;
        const after = pageToken === undefined ? undefined : parseLanePosition(pageToken);
        const { lanes, next } = await listLanes(reader, accountSid, after, listedOrDefault(pageSize));
        return {
          meta: pageMeta(listWebhookLanes, request, 'lanes', next),
          lanes: lanes.map((each) => serializeLane(each, now, stateOf(each.lane.origin))),
        };
      },
    }),
  );
}

const replayPrefix = 'replay ';

function serializeLane(
  { lane, delivery, waiting, lastAttempt }: InspectedLane,
  now: number,
  { inProgress, pausedUntil }: OriginState,
) {
  const isReplay = lane.ordering_key.startsWith(replayPrefix);
  const isInProgress = inProgress.has(lane.id) || (lane.leased_until ?? '') > instant(now);
  return {
    target: lane.target,
    ordering_key: isReplay ? lane.ordering_key.slice(replayPrefix.length) : lane.ordering_key,
    replay: isReplay,
    // The key of an origin begins with the account.
    origin: lane.origin.slice(lane.origin.indexOf(' ') + 1),
    status: isInProgress
      ? 'in_progress'
      : pausedUntil !== undefined
        ? 'paused'
        : lane.due > instant(now)
          ? 'retry'
          : 'due',
    waiting_count: waiting,
    attempt_count: lane.attempt,
    date_next_attempt: lane.due,
    paused_until: pausedUntil === undefined ? null : instant(pausedUntil),
    delivery_sid: delivery?.sid ?? null,
    event_name: delivery?.event_name ?? null,
    last_attempt: serializeLastAttempt(lastAttempt),
  };
}
