import { instant } from '../../platform/instant.ts';
import type { Content } from '../content.ts';
import type { PurgeTools } from '../service/purge.ts';
import { removeWithContent } from './attach.ts';
import { findUnused, lockMedia, mediaOfConversation, mediaOfService } from './store.ts';
import { patience } from './upload.ts';

/** Pieces of media that one call removes. */
const batch = 100;

/** Media as content of services and of conversations. */
export const mediaContent: Content = {
  ofService: async (tools, { id: service_id }, limit) => {
    const rows = await tools.storage.read((reader) => reader.all(mediaOfService, { service_id, limit }));
    return removeAll(tools, service_id, rows);
  },
  ofConversation: async (tools, service_id, conversation_sid, limit) => {
    const key = { service_id, conversation_sid, limit };
    const rows = await tools.storage.read((reader) => reader.all(mediaOfConversation, key));
    return removeAll(tools, service_id, rows);
  },
};

async function removeAll(
  { storage, clock }: PurgeTools,
  serviceId: number,
  rows: readonly { readonly sid: string }[],
): Promise<number> {
  const now = instant(clock.now());
  if (rows.length > 0) {
    await storage.write(async (transaction) => {
      for (const { sid } of rows) await removeWithContent(transaction, serviceId, sid, now);
    });
  }
  return rows.length;
}

/** Removes uploads that no message has named in time. */
export async function removeUnusedMedia({ storage, clock }: PurgeTools): Promise<boolean> {
  const [now, before] = [instant(clock.now()), instant(clock.now() - patience)];
  const rows = await storage.read((reader) => reader.all(findUnused, { before, limit: batch }));
  for (const { service_id, sid } of rows) {
    await storage.write(async (transaction) => {
      const found = await transaction.lock(lockMedia, { service_id, sid }, () => sid);
      if (found?.message_sid === null) await removeWithContent(transaction, service_id, sid, now);
    });
  }
  return rows.length === batch;
}
