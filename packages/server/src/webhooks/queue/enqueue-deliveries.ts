import type { LoggedEvent } from '../../events/event-log.ts';
import type { Instant } from '../../platform/instant.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { WebhookParameters } from '../payload/build-parameters.ts';
import type { Target } from './configured-targets.ts';
import { formatLaneKey, type LaneKey, lockLanes } from './lanes.ts';
import { addDelivery, type DeliveryRow } from './store.ts';

/** A delivery to be made. */
export interface NewDelivery {
  readonly sid: string;
  readonly event: LoggedEvent;
  readonly target: Target;
  readonly parameters: WebhookParameters;
  /** What its order is kept in. */
  readonly ordering_key: string;
}

/** Puts deliveries, in their order, at the ends of their lines; those that cannot be sent are only stored. */
export async function enqueueDeliveries(
  transaction: Transaction,
  entries: readonly NewDelivery[],
  now: Instant,
): Promise<DeliveryRow[]> {
  const lanes = await lockLanes(transaction, entries.flatMap(toLaneKeys), now);
  const serialized = new Map<WebhookParameters, string>();
  const serializeOnce = (parameters: WebhookParameters): string => {
    const text = serialized.get(parameters) ?? JSON.stringify(parameters);
    serialized.set(parameters, text);
    return text;
  };
  const deliveries = entries.map((entry) => {
    const { sid, event, target, parameters } = entry;
    const [key] = toLaneKeys(entry);
    const lane = key && lanes.get(formatLaneKey(key));
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
  await Promise.all(deliveries.map((delivery) => transaction.insert(addDelivery, delivery)));
  return deliveries;
}

const toLaneKeys = ({ target: { sid, url }, ordering_key }: NewDelivery): LaneKey[] =>
  url === undefined ? [] : [{ target: sid, ordering_key, url }];

/** What an event's order is kept in: its conversation or its user. */
export const eventOrderingKey = ({
  conversation_sid,
  user_sid,
  service_sid,
}: Pick<LoggedEvent, 'conversation_sid' | 'user_sid' | 'service_sid'>): string =>
  conversation_sid ?? user_sid ?? service_sid;

/** What is sent once more has a line beside that of what is new, and holds it up in nothing. */
export const replayOrderingKey = (scope: string): string => `replay ${scope}`;
