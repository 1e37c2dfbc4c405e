import type { JobHandler } from '../../jobs/job-runner.ts';
import type { CascadeDelete } from '../../rest/cascade-delete.ts';
import { systemEventContext } from '../../rest/handler.ts';
import type { Purge } from '../service/purge-deleted-services.ts';
import { deleteConversation } from './persist-decision.ts';
import { deleteWithService } from './rules.ts';
import { conversationsOfService } from './store.ts';

/** Rows that one transaction removes, so that requests are not kept waiting. */
const batchSize = 200;

/** Removes conversations of a service that has been deleted. The log tells of each, webhooks of none. */
export const deleteConversationsOfService: Purge = async ({ storage, clock }, service, limit) => {
  const now = clock.now();
  const parameters = { service_id: service.id, limit };
  const rows = await storage.read((reader) => reader.all(conversationsOfService, parameters));
  const eventContext = systemEventContext(service.account_sid, service.sid, now);
  await storage.write(async (transaction) => {
    for (const row of rows) await deleteConversation(transaction, eventContext, deleteWithService(row, now));
  });
  return rows.length;
};

/** Makes the step that removes what deleted conversations leave behind. */
export const removeContent =
  (cascadeDeletes: readonly CascadeDelete[]): JobHandler =>
  async (deps, { service_id, subject_sid }) => {
    for (const { fromConversation } of cascadeDeletes) {
      const count = await fromConversation?.(deps, service_id, subject_sid, batchSize);
      if (count === batchSize) return false;
    }
    return true;
  };
