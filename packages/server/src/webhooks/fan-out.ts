import { type PostActionEvent, postActionEvents } from '@colloquy/contract';
import type { Consumer } from '../events/consumer.ts';
import type { LoggedEvent } from '../events/event.ts';
import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import { removeScopedWebhook } from '../resources/scoped-webhook/store.ts';
import { deliverySid } from './delivery-sid.ts';
import { type Entry, enqueue, streamOf } from './enqueue.ts';
import type { WebhookParameters } from './parameters/parameters.ts';
import { targetsOf } from './targets.ts';

export interface FanOutTools {
  readonly clock: Clock;
  /** None for an event that no webhook is told of. */
  readonly parametersOf: (event: LoggedEvent) => WebhookParameters;
  /** Has what is due sent. */
  readonly consumed: () => void;
}

const names: ReadonlySet<string> = new Set(postActionEvents);

const isTold = ({ name, webhook_enabled }: LoggedEvent): boolean => webhook_enabled === 1 && names.has(name);

/** Nothing follows that the webhooks of the conversation could be told of. */
const isLast = ({ name }: LoggedEvent): boolean =>
  name === ('onConversationRemoved' satisfies PostActionEvent);

/**
 * The reader of the log that turns events into deliveries: one for each target that wants an event, put at the end
 * of the line of its conversation or user.
 */
export const fanOut = ({ clock, parametersOf, consumed }: FanOutTools): Consumer => ({
  name: 'webhooks',
  wants: (event) => isTold(event) || isLast(event),
  async consume(transaction, events) {
    const targets = await targetsOf(transaction, events);
    const waiting = events.findIndex((event) => isTold(event) && targets.wait(event));
    const taken = waiting < 0 ? events : events.slice(0, waiting);
    const entries = taken.flatMap((event): Entry[] => {
      const wanted = isTold(event) ? targets.of(event) : [];
      const [parameters, stream] = [wanted.length > 0 ? parametersOf(event) : [], streamOf(event)];
      return wanted.map((target) => {
        const sid = deliverySid(event, target.sid);
        return { sid, event, target, parameters, stream };
      });
    });
    await enqueue(transaction, entries, instant(clock.now()));
    const ended = taken.filter(isLast).flatMap((event) => targets.scoped(event));
    await Promise.all(ended.map((webhook) => transaction.remove(removeScopedWebhook, webhook)));
    return taken.length;
  },
  consumed,
});
