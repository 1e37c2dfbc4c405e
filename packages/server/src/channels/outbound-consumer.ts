import type { Consumer } from '../events/consumer.ts';
import { decodeEvent } from '../events/decode-event.ts';
import type { LoggedEvent } from '../events/event-log.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import { addJob } from '../jobs/store.ts';
import { serviceExists } from '../rest/service-scope.ts';
import { createAdvanceDelivery } from './advance-delivery.ts';
import type { ChannelPort } from './channel-port.ts';

/** Kind of the job that delivers a message. */
const kind = 'deliver_message';

/** Creates the handler of the jobs that the consumer adds. */
export const createOutboundJobHandlers = (channel: ChannelPort): Readonly<Record<string, JobHandler>> => ({
  [kind]: createAdvanceDelivery(channel),
});

/**
 * Creates the log consumer that adds a job for each new message with recipients on channels other than chat.
 *
 * @param onConsumed called when jobs have been added.
 */
export const createOutboundConsumer = (onConsumed: () => void): Consumer => ({
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
    return { count: events.length, onCommitted: onConsumed };
  },
});

/** A message has a delivery summary only if it has recipients on other channels. They have got an imported one already. */
const hasRecipients = (event: LoggedEvent): boolean =>
  event.source !== 'IMPORT' && typeof decodeEvent(event, 'onMessageAdded')?.properties.delivery === 'string';
