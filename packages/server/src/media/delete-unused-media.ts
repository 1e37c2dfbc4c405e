import { findHoldOn } from '../legal-holds/store.ts';
import { instant } from '../platform/instant.ts';
import type { CascadeDeps } from '../rest/cascade-delete.ts';
import { deleteMediaWithContent } from './attach-media.ts';
import { unusedTtlMs } from './create-media.ts';
import { findUnused, lockMedia } from './store.ts';

/** Maximum number of media that one call deletes. */
const maxMediaPerRun = 100;

/** Deletes uploads that no message has referenced within {@link unusedTtlMs}. */
export async function deleteUnusedMedia({ storage, clock }: CascadeDeps): Promise<boolean> {
  const [now, before] = [instant(clock.now()), instant(clock.now() - unusedTtlMs)];
  const rows = await storage.read((reader) => reader.all(findUnused, { before, limit: maxMediaPerRun }));
  for (const { service_id, sid } of rows) {
    await storage.write(async (transaction) => {
      const found = await transaction.lock(lockMedia, { service_id, sid });
      if (found?.message_sid !== null) return;
      // A hold may have been added since.
      const { conversation_sid } = found;
      if ((await transaction.one(findHoldOn, { service_id, conversation_sid })) === undefined)
        await deleteMediaWithContent(transaction, service_id, sid, now);
    });
  }
  return rows.length === maxMediaPerRun;
}
