import type { Consumer } from '../events/consumer.ts';
import type { LoggedEvent } from '../events/event.ts';
import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Transaction } from '../storage/storage.ts';
import type { WebhookParameters } from './parameters/parameters.ts';
import { addDelivery, addLane, lockLane, setLane } from './store.ts';
import { type Target, Targets } from './targets.ts';

interface FanOutTools {
  readonly clock: Clock;
  /** Makes the name of a delivery, which its requests carry. */
  readonly nextSid: () => string;
  /** None for an event that no webhook is told of. */
  readonly parametersOf: (event: LoggedEvent) => WebhookParameters;
}

/**
 * The reader of the log that turns events into deliveries: one for each target that wants an event, put at the end
 * of the line of its conversation or user.
 */
export const fanOut = ({ clock, nextSid, parametersOf }: FanOutTools): Consumer => ({
  name: 'webhooks',
  async consume(transaction, events) {
    const targets = new Targets(transaction);
    const now = instant(clock.now());
    for (const event of events) {
      if (event.webhook_enabled === 0) continue;
      const wanted = await targets.of(event);
      if (wanted.length === 0) continue;
      const parameters = JSON.stringify(parametersOf(event));
      for (const target of wanted) {
        const lane = await laneOf(transaction, event, target, now);
        await transaction.insert(addDelivery, {
          sid: nextSid(),
          lane_id: lane,
          account_sid: event.account_sid,
          service_sid: event.service_sid,
          conversation_sid: event.conversation_sid,
          event_position: event.position,
          event_name: event.name,
          target: target.sid,
          url: target.url ?? '',
          method: target.method,
          parameters,
          state: target.url === undefined ? 'stored' : 'pending',
          attempts: 0,
          date_created: now,
          date_updated: now,
        });
      }
    }
  },
});

/** The line that a delivery stands in, made if there is none; held, so that it does not end meanwhile. */
async function laneOf(
  transaction: Transaction,
  { conversation_sid, user_sid, service_sid }: LoggedEvent,
  { sid, url }: Target,
  now: string,
): Promise<number> {
  if (url === undefined) return 0;
  const key = { target: sid, stream: conversation_sid ?? user_sid ?? service_sid };
  const lane = { ...key, origin: new URL(url).origin, due: now, attempt: 0, claimed_until: null };
  await transaction.insert(addLane, lane);
  const held = await transaction.lock(lockLane.ofTarget, key, ({ id }) => `lane ${id}`);
  if (held === undefined) throw new Error('A lane is there and is not.');
  // A target whose URL has changed goes to its new server.
  if (held.origin !== lane.origin) await transaction.update(setLane, { ...held, ...lane });
  return held.id;
}
