import type { Consumer } from '../events/consumer.ts';
import type { LoggedEvent } from '../events/event-log.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import { addJob } from '../jobs/store.ts';
import { serviceExists } from '../resources/service/store.ts';
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
      events.map(async ({ account_sid, service_sid, conversation_sid, data }) => {
        const scope = { account_sid, chat_service_sid: service_sid };
        const service = await transaction.one(serviceExists, scope);
        // Both may be gone by now.
        if (service === undefined || conversation_sid === null) return;
        const { message_sid: subject_sid }: { readonly message_sid: string } = JSON.parse(data);
        await transaction.insert(addJob, {
          kind,
          service_id: service.id,
          subject_sid,
          payload: conversation_sid,
        });
      }),
    );
    return events.length;
  },
  onConsumed,
});

/** A message has a summary of its delivery when there is anybody to deliver it to. */
function hasRecipients({ name, data }: LoggedEvent): boolean {
  if (name !== 'onMessageAdded') return false;
  const { delivery }: { readonly delivery?: string | null } = JSON.parse(data);
  return typeof delivery === 'string';
}
