import { isPostActionEvent, type PostActionEvent } from '@colloquy/contract';
import type { Consumer } from '../../events/consumer.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { removeScopedWebhook } from '../../resources/scoped-webhook/store.ts';
import { findTargets } from '../targets/find-targets.ts';
import type { LeasedDelivery } from './delivery-store.ts';
import { enqueueDeliveries, toDeliveries } from './enqueue-deliveries.ts';
import type { ChooseLease } from './lanes.ts';

interface FanOutDeps {
  readonly clock: Clock;
  /** Creates the function that leases the new lanes of one transaction. */
  readonly leaseNewLanes: () => ChooseLease;
  /** Works on committed lanes that have been leased. */
  readonly takeOver: (leased: readonly LeasedDelivery[]) => void;
  /** Called when other deliveries have been enqueued. */
  readonly onEnqueued: () => void;
}

const isDeliverable = ({ name, webhook_enabled }: LoggedEvent): boolean =>
  webhook_enabled === 1 && isPostActionEvent(name);

/** Whether the conversation has no events after this one, so that its webhooks are not needed any more. */
const isLastEvent = ({ name }: LoggedEvent): boolean =>
  name === ('onConversationRemoved' satisfies PostActionEvent);

/** Creates the log consumer that enqueues deliveries: one of each event for each target that wants it. */
export const createFanOutConsumer = ({
  clock,
  leaseNewLanes,
  takeOver,
  onEnqueued,
}: FanOutDeps): Consumer => ({
  name: 'webhooks',
  wants: (event) => isDeliverable(event) || isLastEvent(event),
  async consume(transaction, events) {
    const targets = await findTargets(transaction, events);
    const blockedIndex = events.findIndex((event) => isDeliverable(event) && targets.isBlocked(event));
    const consumable = blockedIndex < 0 ? events : events.slice(0, blockedIndex);
    const deliveries = consumable.flatMap((event) =>
      toDeliveries(event, isDeliverable(event) ? targets.match(event) : []),
    );
    const now = instant(clock.now());
    const { leased } = await enqueueDeliveries(transaction, deliveries, now, leaseNewLanes());
    const obsoleteWebhooks = consumable.filter(isLastEvent).flatMap(targets.findScoped);
    await Promise.all(obsoleteWebhooks.map((webhook) => transaction.remove(removeScopedWebhook, webhook)));
    return {
      count: consumable.length,
      onCommitted: () => {
        takeOver(leased);
        if (leased.length < deliveries.length) onEnqueued();
      },
    };
  },
});
