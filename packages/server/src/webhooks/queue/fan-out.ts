import { isPostActionEvent, type PostActionEvent } from '@colloquy/contract';
import type { Consumer } from '../../events/consumer.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { removeScopedWebhook } from '../../resources/scoped-webhook/store.ts';
import type { WebhookParameters } from '../payload/build-parameters.ts';
import { deriveDeliverySid } from './delivery-sid.ts';
import { enqueueDeliveries, eventOrderingKey, type NewDelivery } from './enqueue-deliveries.ts';
import { findTargets } from './targets.ts';

export interface FanOutDeps {
  readonly clock: Clock;
  /** None for an event that no webhook is told of. */
  readonly buildParameters: (event: LoggedEvent) => WebhookParameters;
  /** Has what is due sent. */
  readonly onConsumed: () => void;
}

const isDeliverable = ({ name, webhook_enabled }: LoggedEvent): boolean =>
  webhook_enabled === 1 && isPostActionEvent(name);

/** Nothing follows that the webhooks of the conversation could be told of. */
const isLastEvent = ({ name }: LoggedEvent): boolean =>
  name === ('onConversationRemoved' satisfies PostActionEvent);

/**
 * The reader of the log that turns events into deliveries: one for each target that wants an event, put at the end
 * of the line of its conversation or user.
 */
export const createFanOutConsumer = ({ clock, buildParameters, onConsumed }: FanOutDeps): Consumer => ({
  name: 'webhooks',
  wants: (event) => isDeliverable(event) || isLastEvent(event),
  async consume(transaction, events) {
    const targets = await findTargets(transaction, events);
    const blockedIndex = events.findIndex((event) => isDeliverable(event) && targets.isBlocked(event));
    const consumable = blockedIndex < 0 ? events : events.slice(0, blockedIndex);
    const entries = consumable.flatMap((event): NewDelivery[] => {
      const matchedTargets = isDeliverable(event) ? targets.matching(event) : [];
      const [parameters, ordering_key] = [
        matchedTargets.length > 0 ? buildParameters(event) : [],
        eventOrderingKey(event),
      ];
      return matchedTargets.map((target) => {
        const sid = deriveDeliverySid(event, target.sid);
        return { sid, event, target, parameters, ordering_key };
      });
    });
    await enqueueDeliveries(transaction, entries, instant(clock.now()));
    const obsoleteWebhooks = consumable.filter(isLastEvent).flatMap((event) => targets.scoped(event));
    await Promise.all(obsoleteWebhooks.map((webhook) => transaction.remove(removeScopedWebhook, webhook)));
    return consumable.length;
  },
  onConsumed,
});
