import type { Consumer } from '../events/consumer.ts';
import type { LoggedEvent } from '../events/event.ts';
import { serviceExists } from '../resources/service/store.ts';
import type { TaskStep } from '../resources/task/run.ts';
import { addTask } from '../resources/task/store.ts';
import type { ChannelPort } from './channel.ts';
import { deliverer } from './deliver.ts';

/** Kind of the task that has a message delivered. */
const kind = 'delivery of a message';

/** Steps of what the consumer below leaves to be done. */
export const carriageSteps = (channel: ChannelPort): Readonly<Record<string, TaskStep>> => ({
  [kind]: deliverer(channel),
});

/**
 * The reader of the log that has new messages delivered to those who take part by another channel.
 *
 * @param consumed has tasks looked for.
 */
export const carriage = (consumed: () => void): Consumer => ({
  name: 'channels',
  wants: isForOthers,
  async consume(transaction, events) {
    await Promise.all(
      events.map(async ({ account_sid, service_sid, conversation_sid, data }) => {
        const scope = { account_sid, chat_service_sid: service_sid };
        const service = await transaction.one(serviceExists, scope);
        // Both may be gone by now.
        if (service === undefined || conversation_sid === null) return;
        const { message_sid: subject }: { readonly message_sid: string } = JSON.parse(data);
        await transaction.insert(addTask, { kind, service_id: service.id, subject, data: conversation_sid });
      }),
    );
    return events.length;
  },
  consumed,
});

/** A message has a summary of its delivery when there is anybody to deliver it to. */
function isForOthers({ name, data }: LoggedEvent): boolean {
  if (name !== 'onMessageAdded') return false;
  const { delivery }: { readonly delivery?: string | null } = JSON.parse(data);
  return typeof delivery === 'string';
}
