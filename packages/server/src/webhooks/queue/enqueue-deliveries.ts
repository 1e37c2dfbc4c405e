import type { LoggedEvent } from '../../events/event-log.ts';
import type { Instant } from '../../platform/instant.ts';
import type { Transaction } from '../../storage/storage.ts';
import { buildEventParameters, type WebhookParameters } from '../payload/build-parameters.ts';
import type { Target } from '../targets/configured-targets.ts';
import { deriveDeliverySid } from './delivery-sid.ts';
import { addDelivery, type DeliveryRow, type LeasedDelivery } from './delivery-store.ts';
import { type ChooseLease, formatLaneKey, type LaneKey, lockLanes } from './lanes.ts';

interface NewDelivery {
  readonly sid: string;
  readonly event: LoggedEvent;
  readonly target: Target;
  readonly parameters: WebhookParameters;
  /** Deliveries to one target with the same key are sent in order. */
  readonly ordering_key: string;
}

/** Creates the deliveries of an event to targets that want it. */
export function toDeliveries(event: LoggedEvent, targets: readonly Target[]): NewDelivery[] {
  if (targets.length === 0) return [];
  const parameters = buildEventParameters(event) ?? [];
  const ordering_key = eventOrderingKey(event);
  return targets.map((target) => {
    const sid = deriveDeliverySid(event, target.sid);
    return { sid, event, target, parameters, ordering_key };
  });
}

interface EnqueuedDeliveries {
  readonly deliveries: readonly DeliveryRow[];
  /** The first ones of new lanes that have a lease. */
  readonly leased: readonly LeasedDelivery[];
}

/** Appends deliveries to their lanes in the given order. Those to a target without a URL are only stored. */
export async function enqueueDeliveries(
  transaction: Transaction,
  entries: readonly NewDelivery[],
  now: Instant,
  chooseLease?: ChooseLease,
): Promise<EnqueuedDeliveries> {
  const locked = await lockLanes(transaction, entries.flatMap(toLaneKeys), now, chooseLease);
  const serialized = new Map<WebhookParameters, string>();
  const serializeOnce = (parameters: WebhookParameters): string => {
    const text = serialized.get(parameters) ?? JSON.stringify(parameters);
    serialized.set(parameters, text);
    return text;
  };
  const deliveries = entries.map((entry) => {
    const { sid, event, target, parameters } = entry;
    const [key] = toLaneKeys(entry);
    const lane = key && locked.byKey.get(formatLaneKey(key));
    return {
      sid,
      lane_id: lane?.id ?? 0,
      account_sid: event.account_sid,
      service_sid: event.service_sid,
      conversation_sid: event.conversation_sid,
      event_position: event.position,
      event_name: event.name,
      target: target.sid,
      url: target.url ?? '',
      method: target.method,
      parameters: serializeOnce(parameters),
      state: lane === undefined ? 'unsupported' : 'pending',
      attempts: 0,
      date_created: now,
      date_updated: now,
    };
  });
  for (const delivery of deliveries) transaction.enqueue(addDelivery, delivery);
  const leased = locked.leased.flatMap((lane) => {
    const delivery = deliveries.find(({ lane_id }) => lane_id === lane.id);
    return delivery === undefined ? [] : [{ lane, delivery }];
  });
  return { deliveries, leased };
}

const toLaneKeys = ({ target: { sid, url }, ordering_key, event }: NewDelivery): LaneKey[] =>
  url === undefined ? [] : [{ target: sid, ordering_key, url, accountSid: event.account_sid }];

/** The ordering key of an event: its conversation or its user. */
export const eventOrderingKey = ({
  conversation_sid,
  user_sid,
  service_sid,
}: Pick<LoggedEvent, 'conversation_sid' | 'user_sid' | 'service_sid'>): string =>
  conversation_sid ?? user_sid ?? service_sid;

/** Replays have lanes of their own, so that they do not delay new deliveries. */
export const replayOrderingKey = (scope: string): string => `replay ${scope}`;
