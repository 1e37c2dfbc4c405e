import { remove, select } from '../../storage/statement.ts';
import { MissingParent, type Storage } from '../../storage/storage.ts';
import { integer, table, text } from '../../storage/table.ts';
import { conversationsOfService, removeConversation } from '../conversation/store.ts';

/** Rows that one transaction removes, so that requests are not kept waiting. */
const batch = 100;

const deletedService = select(
  'service.deleted',
  {},
  { id: integer(), sid: text() },
  () => 'SELECT id, sid FROM service WHERE date_deleted IS NOT NULL ORDER BY date_deleted LIMIT 1',
);

const removeService = remove(table('service', { id: integer() }, ['id']));

/**
 * Removes some of what deleted services have left behind.
 *
 * @returns whether there may be more.
 */
export async function purgeDeletedServices(storage: Storage): Promise<boolean> {
  const service = await storage.read((reader) => reader.one(deletedService, {}));
  if (service === undefined) return false;
  const parameters = { service_id: service.id, limit: batch };
  const rows = await storage.read((reader) => reader.all(conversationsOfService, parameters));
  if (rows.length === 0) return removeEmpty(storage, service.id);
  await storage.write(async (transaction) => {
    await Promise.all(rows.map((row) => transaction.remove(removeConversation, row)));
  });
  return true;
}

async function removeEmpty(storage: Storage, id: number): Promise<boolean> {
  try {
    await storage.write((transaction) => transaction.remove(removeService, { id }));
  } catch (error) {
    // Another process has just written a conversation into it; the next call removes that too.
    if (!(error instanceof MissingParent)) throw error;
  }
  return true;
}
