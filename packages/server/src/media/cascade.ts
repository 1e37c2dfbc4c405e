import { instant } from '../platform/instant.ts';
import type { CascadeDelete, CascadeDeps } from '../rest/cascade-delete.ts';
import { deleteMediaWithContent } from './attach-media.ts';
import { mediaOfConversation, mediaOfService } from './store.ts';

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
