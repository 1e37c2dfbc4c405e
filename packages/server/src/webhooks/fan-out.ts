import type { PostActionEvent } from '@colloquy/contract';
import type { Consumer } from '../events/consumer.ts';
import type { LoggedEvent } from '../events/event.ts';
import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import { removeScopedWebhook } from '../resources/scoped-webhook/store.ts';
import { enqueue, streamOf } from './enqueue.ts';
import type { WebhookParameters } from './parameters/parameters.ts';
import { Targets } from './targets.ts';

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
    for (const [taken, event] of events.entries()) {
      const isTold = event.webhook_enabled === 1;
      if (isTold && (await targets.wait(event))) return taken;
      const wanted = isTold ? await targets.of(event) : [];
      // Nothing follows that they could be told of.
      if (event.name === ('onConversationRemoved' satisfies PostActionEvent))
        for (const each of await targets.scoped(event)) await transaction.remove(removeScopedWebhook, each);
      if (wanted.length === 0) continue;
      const parameters = parametersOf(event);
      for (const target of wanted) {
        const stream = streamOf(event);
        await enqueue(transaction, { sid: nextSid(), event, target, parameters, stream, now });
      }
    }
    return events.length;
  },
});
