import type { RowOf } from '../../storage/statement.ts';
import { MissingParent } from '../../storage/storage.ts';
import type { Tools } from '../handler.ts';
import { findDeleted, removeService } from './store.ts';

/** Rows that one transaction removes, so that requests are not kept waiting. */
const batch = 100;

/** What removing in the background takes. */
export type PurgeTools = Pick<Tools, 'storage' | 'clock'>;

/** Removes at most `limit` objects of a kind from a deleted service; answers how many it was. */
export type Purge = (
  tools: PurgeTools,
  service: RowOf<(typeof findDeleted)['row']>,
  limit: number,
) => Promise<number>;

/**
 * Removes some of what deleted services have left behind.
 *
 * @param contents one for each kind of object in a service, those that hang on others first.
 * @returns whether there may be more.
 */
export async function purgeDeletedServices(tools: PurgeTools, contents: readonly Purge[]): Promise<boolean> {
  const { storage } = tools;
  const service = await storage.read((reader) => reader.one(findDeleted, {}));
  if (service === undefined) return false;
  for (const purge of contents) {
    if ((await purge(tools, service, batch)) > 0) return true;
  }
  try {
    await storage.write((transaction) => transaction.remove(removeService, { id: service.id }));
  } catch (error) {
    if (!(error instanceof MissingParent)) throw error;
    // Something has just been written into it; the next look removes that too.
    return false;
  }
  return true;
}
