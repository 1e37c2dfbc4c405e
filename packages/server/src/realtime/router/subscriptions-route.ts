import { ApiError } from '@colloquy/contract';
import type { Hub, WatchRequest } from '../hub/hub.ts';
import { parseObjectName, type SyncObject } from '../read-model/sync-object.ts';
import { type Call, jsonBody, jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

const maxBatchSize = 100;

/**
 * Milliseconds after which the client looks for answers that are missing, and for subscriptions that it has forgotten
 * (see {@link afterReply}). The answers follow the reply at once, so that few of them are asked for twice.
 */
const deliveryTimeMs = 1000;

/** After this time clients renew their subscriptions, or earlier if the log is kept for a shorter time. */
const maxTtlMs = 86_400_000;

/**
 * The path at which clients ask to watch objects. The answers come as notifications.
 *
 * @param eventRetentionMs how long the log can be replayed.
 */
export const subscriptionsRoute = (hub: Hub, eventRetentionMs: number): TunnelRoute => ({
  method: 'POST',
  path: '/v4/Subscriptions',
  async handle(call) {
    const { action, correlationId, requests } = readRequest(call);
    const { session } = call;
    const objects = requests.map(({ object }) => object);
    // A request that is in flight until it is done counts against the limit of the session.
    const sendAnswers =
      action === 'establish'
        ? await hub.watch(session, requests, correlationId)
        : await hub.unwatch(session, objects, correlationId);
    afterReply(sendAnswers);
    return jsonReply({
      max_batch_size: maxBatchSize,
      estimated_delivery_in_ms: deliveryTimeMs,
      // Clients then subscribe again from the last event that they know. Without this, a client to which nothing
      // happens would know only an event that is no longer in the log when it has to resume, and get its whole list again.
      ttl_in_s: Math.ceil(Math.min(maxTtlMs, eventRetentionMs / 2) / 1000),
    });
  },
});

/**
 * Runs something when the reply has been written. The reply makes the client SDK forget the subscriptions that it has
 * wanted since its request, and an answer makes it look for them. In the other order, it would subscribe to a conversation
 * that its user has just opened seconds later.
 */
function afterReply(run: () => void): void {
  // The reply is written by an immediate of its own, which is scheduled after the first of these and before the second.
  setImmediate(() => setImmediate(run));
}

interface SubscriptionsRequest {
  readonly action: 'establish' | 'cancel';
  readonly correlationId: number;
  readonly requests: readonly WatchRequest[];
}

function readRequest(call: Call): SubscriptionsRequest {
  const { action, correlation_id: correlationId, requests } = jsonBody(call);
  if (
    (action !== 'establish' && action !== 'cancel') ||
    typeof correlationId !== 'number' ||
    !Array.isArray(requests) ||
    requests.length > maxBatchSize
  )
    throw new ApiError(20001, 'The request for subscriptions is malformed');
  return { action, correlationId, requests: requests.map(readWatchRequest) };
}

function readWatchRequest(entry: unknown): WatchRequest {
  if (typeof entry === 'object' && entry !== null && 'object_sid' in entry) {
    const object: SyncObject | undefined =
      typeof entry.object_sid === 'string' ? parseObjectName(entry.object_sid) : undefined;
    const after = 'last_event_id' in entry ? entry.last_event_id : 0;
    if (object !== undefined)
      return { object, after: typeof after === 'number' && Number.isSafeInteger(after) ? after : 0 };
  }
  throw new ApiError(20001, 'A subscription names an object that cannot exist');
}
