import { remove, select } from '../../storage/statement.ts';
import { MissingParent, type Storage } from '../../storage/storage.ts';
import { integer, table, text } from '../../storage/table.ts';

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
 * Removes at most `limit` objects of a kind from a service, whatever has become of it; answers how many it was.
 */
export type Purge = (storage: Storage, serviceId: number, limit: number) => Promise<number>;

/**
 * Removes some of what deleted services have left behind.
 *
 * @param contents one for each kind of object in a service, those that hang on others first.
 * @returns whether there may be more.
 */
export async function purgeDeletedServices(storage: Storage, contents: readonly Purge[]): Promise<boolean> {
  const service = await storage.read((reader) => reader.one(deletedService, {}));
  if (service === undefined) return false;
  for (const purge of contents) {
    if ((await purge(storage, service.id, batch)) > 0) return true;
  }
  return removeEmpty(storage, service.id);
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
