import type { Config } from '../../config/config.ts';
import type { ContentStore } from '../../media/content/content-store.ts';
import { openContentStore } from '../../media/content/open-content-store.ts';
import type { Storage } from '../../storage/storage.ts';
import { openDatabase } from '../connection/open-database.ts';

/** Where an import writes. */
export interface ImportTarget extends AsyncDisposable {
  readonly storage: Storage;
  readonly media: ContentStore;
  readonly accountSid: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Opens the database and the media of the settings, and adds the account.
 *
 * @throws ConfigError for a database in memory, or a file that a server has open.
 */
export async function openTarget(config: Config): Promise<ImportTarget> {
  const database = await openDatabase(config, 'Stop it first: an import writes to the file itself.');
  try {
    const media = await openContentStore(config.media.location);
    const { storage, accountSid, clock } = database;
    const close = async () => {
      await media.close();
      await storage.close();
    };
    return { storage, media, accountSid, now: () => clock.now(), [Symbol.asyncDispose]: close };
  } catch (error) {
    await database.storage.close();
    throw error;
  }
}
