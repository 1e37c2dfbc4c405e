import { instant } from '../platform/instant.ts';
import type { CascadeDelete, CascadeDeps } from '../rest/cascade-delete.ts';
import { deleteMediaWithContent } from './attach-media.ts';
import { unusedTtlMs } from './create-media.ts';
import { findUnused, lockMedia, mediaOfConversation, mediaOfService } from './store.ts';

/** Maximum number of media that one call deletes. */
const maxMediaPerRun = 100;

/** Deletes the media of deleted services and conversations. */
export const mediaCascade: CascadeDelete = {
  fromService: async (deps, { id: service_id }, limit) => {
    const rows = await deps.storage.read((reader) => reader.all(mediaOfService, { service_id, limit }));
    return removeAll(deps, service_id, rows);
  },
  fromConversation: async (deps, service_id, conversation_sid, limit) => {
    const key = { service_id, conversation_sid, limit };
    const rows = await deps.storage.read((reader) => reader.all(mediaOfConversation, key));
    return removeAll(deps, service_id, rows);
  },
};

async function removeAll(
  { storage, clock }: CascadeDeps,
  serviceId: number,
  rows: readonly { readonly sid: string }[],
): Promise<number> {
  const now = instant(clock.now());
  if (rows.length > 0) {
    await storage.write(async (transaction) => {
      for (const { sid } of rows) await deleteMediaWithContent(transaction, serviceId, sid, now);
    });
  }
  return rows.length;
}

/** Deletes uploads that no message has referenced within {@link unusedTtlMs}. */
export async function deleteUnusedMedia({ storage, clock }: CascadeDeps): Promise<boolean> {
  const [now, before] = [instant(clock.now()), instant(clock.now() - unusedTtlMs)];
  const rows = await storage.read((reader) => reader.all(findUnused, { before, limit: maxMediaPerRun }));
  for (const { service_id, sid } of rows) {
    await storage.write(async (transaction) => {
      const found = await transaction.lock(lockMedia, { service_id, sid });
      if (found?.message_sid === null) await deleteMediaWithContent(transaction, service_id, sid, now);
    });
  }
  return rows.length === maxMediaPerRun;
}
