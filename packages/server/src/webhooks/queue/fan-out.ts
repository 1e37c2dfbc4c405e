import { isPostActionEvent, type PostActionEvent } from '@colloquy/contract';
import type { Consumer } from '../../events/consumer.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { removeScopedWebhook } from '../../resources/scoped-webhook/store.ts';
import { findTargets } from '../targets/find-targets.ts';
import { enqueueDeliveries, toDeliveries } from './enqueue-deliveries.ts';

interface FanOutDeps {
  readonly clock: Clock;
  /** Called when deliveries have been enqueued. */
  readonly onConsumed: () => void;
}

const isDeliverable = ({ name, webhook_enabled }: LoggedEvent): boolean =>
  webhook_enabled === 1 && isPostActionEvent(name);

/** Whether the conversation has no events after this one, so that its webhooks are not needed any more. */
const isLastEvent = ({ name }: LoggedEvent): boolean =>
  name === ('onConversationRemoved' satisfies PostActionEvent);

/** Creates the log consumer that enqueues deliveries: one of each event for each target that wants it. */
export const createFanOutConsumer = ({ clock, onConsumed }: FanOutDeps): Consumer => ({
  name: 'webhooks',
  wants: (event) => isDeliverable(event) || isLastEvent(event),
  async consume(transaction, events) {
    const targets = await findTargets(transaction, events);
    const blockedIndex = events.findIndex((event) => isDeliverable(event) && targets.isBlocked(event));
    const consumable = blockedIndex < 0 ? events : events.slice(0, blockedIndex);
    const deliveries = consumable.flatMap((event) =>
      toDeliveries(event, isDeliverable(event) ? targets.match(event) : []),
    );
    await enqueueDeliveries(transaction, deliveries, instant(clock.now()));
    const obsoleteWebhooks = consumable.filter(isLastEvent).flatMap(targets.findScoped);
    await Promise.all(obsoleteWebhooks.map((webhook) => transaction.remove(removeScopedWebhook, webhook)));
    return consumable.length;
  },
  onConsumed,
});
