import type { Purge } from '../service/purge.ts';
import { conversationsOfService, removeConversation } from './store.ts';

/** Removes conversations of a service that has been deleted; nobody is told of each. */
export const purgeConversations: Purge = async (storage, service_id, limit) => {
  const rows = await storage.read((reader) => reader.all(conversationsOfService, { service_id, limit }));
  await storage.write(async (transaction) => {
    await Promise.all(rows.map((row) => transaction.remove(removeConversation, row)));
  });
  return rows.length;
};
