import type { LoggedEvent } from '../events/event.ts';
import type { Instant } from '../platform/instant.ts';
import type { Transaction } from '../storage/storage.ts';
import type { Target } from './configured.ts';
import type { WebhookParameters } from './parameters/parameters.ts';
import { addDelivery, addLane, type DeliveryRow, type LaneRow, lockLane } from './store.ts';

/** The line that deliveries to a target stand in, made if there is none; held, so that it does not end meanwhile. */
export async function lineOf(
  transaction: Transaction,
  key: Pick<LaneRow, 'target' | 'stream'>,
  url: string,
  now: Instant,
): Promise<LaneRow> {
  const lane = { ...key, origin: new URL(url).origin, due: now, attempt: 0, claimed_until: null };
  for (;;) {
    await transaction.insert(addLane, lane);
    const held = await transaction.lock(lockLane.ofTarget, key, ({ id }) => `lane ${id}`);
    // A line that is there keeps its server, of whose share it takes, though a URL has changed: it may be at work.
    if (held !== undefined) return held;
    // It was there still, and has ended while this waited for it.
  }
}

interface Entry {
  readonly sid: string;
  readonly event: LoggedEvent;
  readonly target: Target;
  readonly parameters: WebhookParameters;
  /** What its order is kept in. */
  readonly stream: string;
  readonly now: Instant;
}

/** Puts a delivery at the end of its line; one that cannot be sent is only stored. */
export async function enqueue(
  transaction: Transaction,
  { sid, event, target, parameters, stream, now }: Entry,
): Promise<DeliveryRow> {
  const { url } = target;
  const line =
    url === undefined ? undefined : await lineOf(transaction, { target: target.sid, stream }, url, now);
  const delivery = {
    sid,
    lane_id: line?.id ?? 0,
    account_sid: event.account_sid,
    service_sid: event.service_sid,
    conversation_sid: event.conversation_sid,
    event_position: event.position,
    event_name: event.name,
    target: target.sid,
    url: url ?? '',
    method: target.method,
    parameters: JSON.stringify(parameters),
    state: line === undefined ? 'stored' : 'pending',
    attempts: 0,
    date_created: now,
    date_updated: now,
  };
  await transaction.insert(addDelivery, delivery);
  return delivery;
}

/** What an event's order is kept in: its conversation or its user. */
export const streamOf = ({
  conversation_sid,
  user_sid,
  service_sid,
}: Pick<LoggedEvent, 'conversation_sid' | 'user_sid' | 'service_sid'>): string =>
  conversation_sid ?? user_sid ?? service_sid;

/** What is sent once more has a line beside that of what is new, and holds it up in nothing. */
export const streamOfRepeats = (of: string): string => `again ${of}`;
