import type { Content } from '../content.ts';
import { ofItself } from '../handler.ts';
import type { Purge } from '../service/purge.ts';
import type { TaskStep } from '../task/run.ts';
import { carryOutRemoval } from './carry-out.ts';
import { ended } from './rules.ts';
import { conversationsOfService } from './store.ts';

/** Rows that one transaction removes, so that requests are not kept waiting. */
const batch = 200;

/** Removes conversations of a service that has been deleted. The log tells of each, webhooks of none. */
export const purgeConversations: Purge = async ({ storage, clock }, service, limit) => {
  const now = clock.now();
  const parameters = { service_id: service.id, limit };
  const rows = await storage.read((reader) => reader.all(conversationsOfService, parameters));
  const circumstances = ofItself(service.account_sid, service.sid, now);
  await storage.write(async (transaction) => {
    for (const row of rows) await carryOutRemoval(transaction, circumstances, ended(row, now));
  });
  return rows.length;
};

/** Makes the step that removes what deleted conversations leave behind. */
export const removeContent =
  (contents: readonly Content[]): TaskStep =>
  async (tools, { service_id, subject }) => {
    for (const { ofConversation } of contents) {
      const count = await ofConversation?.(tools, service_id, subject, batch);
      if (count === batch) return false;
    }
    return true;
  };
