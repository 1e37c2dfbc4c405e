import { appendEvents } from '../../events/event-log.ts';
import type { JobHandler } from '../../jobs/job-runner.ts';
import type { CascadeDelete } from '../../rest/cascade-delete.ts';
import { systemEventContext } from '../../rest/request-context.ts';
import { deleteConversation } from './delete-conversation.ts';
import { remove } from './rules.ts';
import { conversationsOfService } from './store.ts';

/** Bounds the rows that one transaction deletes, so that requests do not wait for it. */
const batchSize = 200;

/** Deletes conversations of a deleted service. The event log reports each of them; webhooks are not notified. */
export const conversationCascade: CascadeDelete = {
  async fromService({ storage, clock }, service, limit) {
    const now = clock.now();
    const rows = await storage.read((reader) =>
      reader.all(conversationsOfService, { service_id: service.id, limit }),
    );
    const context = systemEventContext(service.account_sid, service.sid, now);
    await storage.write(async (transaction) => {
      for (const row of rows)
        appendEvents(transaction, context, await deleteConversation(transaction, remove(row, now)));
    });
    return rows.length;
  },
};

export const createCleanupHandler =
  (cascadeDeletes: readonly CascadeDelete[]): JobHandler =>
  async (deps, { service_id, subject_sid }) => {
    for (const { fromConversation } of cascadeDeletes) {
      const count = await fromConversation?.(deps, service_id, subject_sid, batchSize);
      if (count === batchSize) return false;
    }
    return true;
  };
