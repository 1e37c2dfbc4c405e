import type { LoggedEvent } from '../events/event.ts';
import type { Instant } from '../platform/instant.ts';
import type { Transaction } from '../storage/storage.ts';
import type { Target } from './configured.ts';
import { type LineKey, linesOf, nameOf } from './line.ts';
import type { WebhookParameters } from './parameters/parameters.ts';
import { addDelivery, type DeliveryRow } from './store.ts';

/** A delivery to be made. */
export interface Entry {
  readonly sid: string;
  readonly event: LoggedEvent;
  readonly target: Target;
  readonly parameters: WebhookParameters;
  /** What its order is kept in. */
  readonly stream: string;
}

/** Puts deliveries, in their order, at the ends of their lines; those that cannot be sent are only stored. */
export async function enqueue(
  transaction: Transaction,
  entries: readonly Entry[],
  now: Instant,
): Promise<DeliveryRow[]> {
  const lines = await linesOf(transaction, entries.flatMap(lineKeyOf), now);
  const texts = new Map<WebhookParameters, string>();
  const textOf = (parameters: WebhookParameters): string => {
    const text = texts.get(parameters) ?? JSON.stringify(parameters);
    texts.set(parameters, text);
    return text;
  };
  const deliveries = entries.map((entry) => {
    const { sid, event, target, parameters } = entry;
    const [key] = lineKeyOf(entry);
    const line = key && lines.get(nameOf(key));
    return {
      sid,
      lane_id: line?.id ?? 0,
      account_sid: event.account_sid,
      service_sid: event.service_sid,
      conversation_sid: event.conversation_sid,
      event_position: event.position,
      event_name: event.name,
      target: target.sid,
      url: target.url ?? '',
      method: target.method,
      parameters: textOf(parameters),
      state: line === undefined ? 'stored' : 'pending',
      attempts: 0,
      date_created: now,
      date_updated: now,
    };
  });
  await Promise.all(deliveries.map((delivery) => transaction.insert(addDelivery, delivery)));
  return deliveries;
}

const lineKeyOf = ({ target: { sid, url }, stream }: Entry): LineKey[] =>
  url === undefined ? [] : [{ target: sid, stream, url }];

/** What an event's order is kept in: its conversation or its user. */
export const streamOf = ({
  conversation_sid,
  user_sid,
  service_sid,
}: Pick<LoggedEvent, 'conversation_sid' | 'user_sid' | 'service_sid'>): string =>
  conversation_sid ?? user_sid ?? service_sid;

/** What is sent once more has a line beside that of what is new, and holds it up in nothing. */
export const streamOfRepeats = (of: string): string => `again ${of}`;
