import { ensureFirstAccount } from '../../accounts/accounts.ts';
import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import type { ContentStore } from '../../media/content/content-store.ts';
import { openContentStore } from '../../media/content/open-content-store.ts';
import { systemClock } from '../../platform/clock.ts';
import { SystemRandomness } from '../../platform/randomness.ts';
import { Sids } from '../../platform/sids.ts';
import { parseDatabaseUrl } from '../../storage/database-url.ts';
import { openStorage } from '../../storage/open.ts';
import { type Storage, StorageInUse } from '../../storage/storage.ts';

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
  const { databaseUrl, credentials } = config;
  if (parseDatabaseUrl(databaseUrl)?.kind === 'memory')
    throw new ConfigError(
      'The data of a database in memory is lost when this command ends. Use another database.',
    );
  const storage = await openStorage(databaseUrl).catch((error: unknown) => {
    throw error instanceof StorageInUse
      ? new ConfigError(`${error.message} Stop it first: an import writes to the file itself.`, {
          cause: error,
        })
      : error;
  });
  try {
    const media = await openContentStore(config.media.location);
    const randomness = new SystemRandomness();
    const deps = { storage, clock: systemClock, sids: new Sids(systemClock, randomness) };
    const { accountSid } = await ensureFirstAccount(deps, credentials, randomness);
    const close = async () => {
      await media.close();
      await storage.close();
    };
    return { storage, media, accountSid, now: () => systemClock.now(), [Symbol.asyncDispose]: close };
  } catch (error) {
    await storage.close();
    throw error;
  }
}
