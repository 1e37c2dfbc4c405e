import { type PostActionEvent, postActionEvents } from '@colloquy/contract';
import type { Consumer } from '../events/consumer.ts';
import type { LoggedEvent } from '../events/event.ts';
import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import { removeScopedWebhook } from '../resources/scoped-webhook/store.ts';
import { type Entry, enqueue, streamOf } from './enqueue.ts';
import type { WebhookParameters } from './parameters/parameters.ts';
import { Targets } from './targets.ts';

export interface FanOutTools {
  readonly clock: Clock;
  /** Makes the name of a delivery, which its requests carry. */
  readonly nextSid: () => string;
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
export const fanOut = ({ clock, nextSid, parametersOf, consumed }: FanOutTools): Consumer => ({
  name: 'webhooks',
  wants: (event) => isTold(event) || isLast(event),
  async consume(transaction, events) {
    const targets = new Targets(transaction);
    const waits = await Promise.all(events.map((event) => isTold(event) && targets.wait(event)));
    const taken = waits.includes(true) ? events.slice(0, waits.indexOf(true)) : events;
    const entries = taken.map(async (event): Promise<Entry[]> => {
      const wanted = isTold(event) ? await targets.of(event) : [];
      const [parameters, stream] = [wanted.length > 0 ? parametersOf(event) : [], streamOf(event)];
      return wanted.map((target) => ({ sid: nextSid(), event, target, parameters, stream }));
    });
    await enqueue(transaction, (await Promise.all(entries)).flat(), instant(clock.now()));
    const ended = await Promise.all(taken.filter(isLast).map((event) => targets.scoped(event)));
    await Promise.all(ended.flat().map((webhook) => transaction.remove(removeScopedWebhook, webhook)));
    return taken.length;
  },
  consumed,
});
