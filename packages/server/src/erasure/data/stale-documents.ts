import { findCursor } from '../../events/cursor.ts';
import type { LoggedEvent } from '../../events/event-log.ts';
import { removeDocument } from '../../search/documents.ts';
import { consumerName, indexedSids } from '../../search/search-consumer.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { ErasureService } from '../step.ts';

/**
 * Removes the search documents that are older than the events of their objects. The index is updated a moment after each
 * change, or at the next start of a server, which creates the documents of objects that are still there.
 */
export async function removeStaleDocuments(
  transaction: Transaction,
  events: readonly LoggedEvent[],
  services: readonly ErasureService[],
): Promise<void> {
  const cursor = await transaction.one(findCursor, { consumer: consumerName });
  if (cursor === undefined) return;
  const ids = new Map(services.map(({ sid, id }) => [sid, id]));
  for (const event of events) {
    const service_id = ids.get(event.service_sid);
    if (event.position <= cursor.position || service_id === undefined) continue;
    for (const sid of indexedSids(event)) await transaction.remove(removeDocument, { service_id, sid });
  }
}
