import { ApiError } from '@colloquy/contract';
import type { Hub, WatchRequest } from '../hub/hub.ts';
import { parseObjectName, type SyncObject } from '../read-model/sync-object.ts';
import { type Call, jsonBody, jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

const maxBatchSize = 100;

/** Milliseconds after which the client sends a request again that has no answer. */
const deliveryTimeMs = 10_000;

/** After this time clients renew their subscriptions, or earlier if the log is kept for a shorter time. */
const maxTtlMs = 86_400_000;

interface SubscriptionsOptions {
  /** How long the log can be replayed. */
  readonly eventRetentionMs: number;
  readonly onError: (error: unknown) => void;
}

/** The path at which clients ask to watch objects. The answers come as notifications. */
export const subscriptionsRoute = (
  hub: Hub,
  { eventRetentionMs, onError }: SubscriptionsOptions,
): TunnelRoute => ({
  method: 'POST',
  path: '/v4/Subscriptions',
  async handle(call) {
    const { action, correlationId, requests } = readRequest(call);
    const { session } = call;
    const objects = requests.map(({ object }) => object);
    const work =
      action === 'establish'
        ? hub.watch(session, requests, correlationId)
        : hub.unwatch(session, objects, correlationId);
    // A request that is in flight until its answers are sent counts against the limit of the session.
    await work.catch(onError);
    return jsonReply({
      max_batch_size: maxBatchSize,
      estimated_delivery_in_ms: deliveryTimeMs,
      // Clients then subscribe again from the last event that they know. Without this, a client to which nothing
      // happens would know only an event that is no longer in the log when it has to resume, and get its whole list again.
      ttl_in_s: Math.ceil(Math.min(maxTtlMs, eventRetentionMs / 2) / 1000),
    });
  },
});

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
