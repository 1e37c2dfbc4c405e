import type { Consumer } from '../events/consumer.ts';
import { decodeProperties } from '../events/decode-event.ts';
import type { LoggedEvent } from '../events/event-log.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import { addJob } from '../jobs/store.ts';
import { serviceExists } from '../rest/service-scope.ts';
import type { Transaction } from '../storage/storage.ts';
import { noteActivity } from './activity.ts';
import { findConversationDocuments, maxRemovedPerBatch, removeDocument } from './documents.ts';
import { indexObjects } from './index-objects.ts';

export const consumerName = 'search';

/** Events that one transaction consumes; on SQLite, requests wait for it, up to ten milliseconds. */
const maxEventsPerBatch = 50;

/** Kind of the job that removes the documents of a deleted conversation. */
const kind = 'delete_search_documents';

/** The property that names the object of an event, by the beginning of the event's name. */
const subjects = [
  ['onMessage', 'message_sid'],
  ['onParticipant', 'participant_sid'],
  ['onConversation', undefined],
  ['onUser', undefined],
] as const;

/**
 * The log consumer that keeps the index up to date. An event only says which object has changed: its document is made
 * from its row as it is now, so events that come again, or late, do no harm.
 */
export const searchConsumer: Consumer = {
  name: consumerName,
  batchDelayMs: 100,
  wants: ({ name }) => subjects.some(([prefix]) => name.startsWith(prefix)),
  async consume(transaction, events) {
    const batch = events.slice(0, maxEventsPerBatch);
    const byService = Map.groupBy(batch, ({ service_sid }) => service_sid);
    for (const [serviceSid, ofService] of byService) await indexEvents(transaction, serviceSid, ofService);
    return { count: batch.length };
  },
};

async function indexEvents(
  transaction: Transaction,
  sid: string,
  events: readonly LoggedEvent[],
): Promise<void> {
  const account_sid = events[0]?.account_sid ?? '';
  const service = await transaction.one(serviceExists, { account_sid, chat_service_sid: sid });
  // The documents of a deleted service are deleted with its other rows.
  if (service === undefined) return;
  await indexObjects(transaction, { id: service.id, sid, account_sid }, events.flatMap(indexedSids));
  const conversations = new Set(events.flatMap(({ conversation_sid }) => conversation_sid ?? []));
  await noteActivity(transaction, service.id, [...conversations]);
  for (const { name, conversation_sid } of events)
    if (name === 'onConversationRemoved' && conversation_sid !== null)
      await transaction.insert(addJob, {
        kind,
        service_id: service.id,
        subject_sid: conversation_sid,
        payload: '',
      });
}

/** The SID of the object whose document an event changes; empty for an event that changes none. */
export function indexedSids(event: LoggedEvent): string[] {
  const [, property] = subjects.find(([prefix]) => event.name.startsWith(prefix)) ?? [];
  const sid =
    property === undefined ? (event.conversation_sid ?? event.user_sid) : decodeProperties(event)[property];
  return typeof sid === 'string' ? [sid] : [];
}

/**
 * Removes what is left of a deleted conversation in the index. The consumer adds the job after all events of the
 * conversation, so nothing is added to the index later.
 */
const removeConversationDocuments: JobHandler = async ({ storage }, { service_id, subject_sid }) => {
  const found = await storage.read((reader) =>
    reader.all(findConversationDocuments, {
      service_id,
      conversation_sid: subject_sid,
      limit: maxRemovedPerBatch,
    }),
  );
  if (found.length > 0)
    await storage.background.write((transaction) =>
      Promise.all(found.map((document) => transaction.remove(removeDocument, document))),
    );
  return found.length < maxRemovedPerBatch;
};

/** The handlers of the jobs that the consumer adds. */
export const searchJobHandlers: Readonly<Record<string, JobHandler>> = {
  [kind]: removeConversationDocuments,
};
