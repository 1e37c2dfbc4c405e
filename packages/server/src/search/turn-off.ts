import { removeCursor } from '../events/cursor.ts';
import type { Storage } from '../storage/storage.ts';
import { removeAllBuilds } from './build-store.ts';
import { consumerName } from './search-consumer.ts';

/**
 * Forgets how far the index is: without its cursor, the event log keeps no events for it. When search is turned on
 * again, each account's index is built again.
 */
export const turnSearchOff = (storage: Storage): Promise<void> =>
  storage.write(async (transaction) => {
    await transaction.remove(removeCursor, { consumer: consumerName });
    await transaction.deleteWhere(removeAllBuilds);
  });
