import type { Purge } from '../service/purge.ts';
import { ended } from './rules.ts';
import { conversationsOfService, removeConversation } from './store.ts';
import { tell } from './tell.ts';

/** Removes conversations of a service that has been deleted. The log tells of each, webhooks of none. */
export const purgeConversations: Purge = async ({ storage, clock }, service, limit) => {
  const now = clock.now();
  const parameters = { service_id: service.id, limit };
  const rows = await storage.read((reader) => reader.all(conversationsOfService, parameters));
  const circumstances = {
    accountSid: service.account_sid,
    serviceSid: service.sid,
    source: 'API',
    actor: null,
    webhookEnabled: false,
  } as const;
  await storage.write(async (transaction) => {
    for (const row of rows) {
      // Another process may have been here first.
      if (await transaction.remove(removeConversation, row))
        tell(transaction, circumstances, ended(row, now), now);
    }
  });
  return rows.length;
};
