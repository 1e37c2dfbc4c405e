import type { CascadeDelete, CascadeDeps } from '../../rest/cascade-delete.ts';
import { ForeignKeyViolation } from '../../storage/storage.ts';
import { findDeleted, removeService } from './store.ts';

/** Bounds the rows that one transaction deletes, so that requests do not wait for it. */
const batchSize = 100;

/**
 * Deletes some of what deleted services contained, and a service itself when nothing is left in it.
 *
 * @param cascadeDeletes one for each kind of object in a service, those that reference others first.
 * @returns whether there may be more.
 */
export async function purgeDeletedServices(
  deps: CascadeDeps,
  cascadeDeletes: readonly CascadeDelete[],
): Promise<boolean> {
  const { storage } = deps;
  const service = await storage.read((reader) => reader.one(findDeleted, {}));
  if (service === undefined) return false;
  for (const { fromService } of cascadeDeletes) {
    if ((await fromService(deps, service, batchSize)) > 0) return true;
  }
  try {
    await storage.write((transaction) => transaction.remove(removeService, { id: service.id }));
  } catch (error) {
    if (!(error instanceof ForeignKeyViolation)) throw error;
    // A request has just written into it; the next run deletes that too.
    return false;
  }
  return true;
}
