import type { Consumer } from '../events/consumer.ts';
import { decodeEvent } from '../events/decode-event.ts';
import type { LoggedEvent } from '../events/event-log.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import { addJob } from '../jobs/store.ts';
import { serviceExists } from '../rest/service-scope.ts';
import { advanceDelivery } from './advance-delivery.ts';
import type { ChannelPort } from './channel-port.ts';

/** Kind of the task that has a message delivered. */
const kind = 'deliver_message';

/** Steps of what the consumer below leaves to be done. */
export const outboundJobHandlers = (channel: ChannelPort): Readonly<Record<string, JobHandler>> => ({
  [kind]: advanceDelivery(channel),
});

/**
 * The reader of the log that has new messages delivered to those who take part by another channel.
 *
 * @param onConsumed has tasks looked for.
 */
export const outboundConsumer = (onConsumed: () => void): Consumer => ({
  name: 'channels',
  wants: hasRecipients,
  async consume(transaction, events) {
    await Promise.all(
      events.map(async (logged) => {
        const event = decodeEvent(logged, 'onMessageAdded');
        if (event === undefined) return;
        const { account_sid, service_sid, conversation_sid, properties } = event;
        const scope = { account_sid, chat_service_sid: service_sid };
        const service = await transaction.one(serviceExists, scope);
        // The service may have been deleted in the meantime.
        if (service === undefined) return;
        await transaction.insert(addJob, {
          kind,
          service_id: service.id,
          subject_sid: properties.message_sid,
          payload: conversation_sid,
        });
      }),
    );
    return events.length;
  },
  onConsumed,
});

/** A message has a delivery summary only if it has recipients on other channels. */
const hasRecipients = (event: LoggedEvent): boolean =>
  typeof decodeEvent(event, 'onMessageAdded')?.properties.delivery === 'string';
