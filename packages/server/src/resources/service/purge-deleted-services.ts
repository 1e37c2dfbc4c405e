import type { HandlerDeps } from '../../rest/handler.ts';
import type { RowOf } from '../../storage/statement.ts';
import { ForeignKeyViolation } from '../../storage/storage.ts';
import { findDeleted, removeService } from './store.ts';

/** Rows that one transaction removes, so that requests are not kept waiting. */
const batchSize = 100;

/** What removing in the background takes. */
export type PurgeDeps = Pick<HandlerDeps, 'storage' | 'clock'>;

/** Removes at most `limit` objects of a kind from a deleted service; answers how many it was. */
export type Purge = (
  deps: PurgeDeps,
  service: RowOf<(typeof findDeleted)['row']>,
  limit: number,
) => Promise<number>;

/**
 * Removes some of what deleted services have left behind.
 *
 * @param cascadeDeletes one for each kind of object in a service, those that hang on others first.
 * @returns whether there may be more.
 */
export async function purgeDeletedServices(
  deps: PurgeDeps,
  cascadeDeletes: readonly Purge[],
): Promise<boolean> {
  const { storage } = deps;
  const service = await storage.read((reader) => reader.one(findDeleted, {}));
  if (service === undefined) return false;
  for (const purge of cascadeDeletes) {
    if ((await purge(deps, service, batchSize)) > 0) return true;
  }
  try {
    await storage.write((transaction) => transaction.remove(removeService, { id: service.id }));
  } catch (error) {
    if (!(error instanceof ForeignKeyViolation)) throw error;
    // Something has just been written into it; the next look removes that too.
    return false;
  }
  return true;
}
