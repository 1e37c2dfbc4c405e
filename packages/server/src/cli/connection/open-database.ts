import { ensureFirstAccount } from '../../accounts/accounts.ts';
import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { type Randomness, SystemRandomness } from '../../platform/randomness.ts';
import { Sids } from '../../platform/sids.ts';
import { parseDatabaseUrl } from '../../storage/database-url.ts';
import { openStorage } from '../../storage/open.ts';
import { type Storage, StorageInUse } from '../../storage/storage.ts';

/** The database of the settings, for a command that writes to it without a server. */
export interface CommandDatabase extends AsyncDisposable {
  readonly storage: Storage;
  /** The first account of the settings, else the one that the first start generated. */
  readonly accountSid: string;
  readonly clock: Clock;
  readonly sids: Sids;
  readonly randomness: Randomness;
}

/**
 * Opens the database of the settings, and adds their accounts.
 *
 * @param whenInUse what to do while a server has the file open.
 * @throws ConfigError for a database in memory, or a file that a server has open.
 */
export async function openDatabase(
  { databaseUrl, credentials }: Pick<Config, 'databaseUrl' | 'credentials'>,
  whenInUse: string,
): Promise<CommandDatabase> {
  if (parseDatabaseUrl(databaseUrl)?.kind === 'memory')
    throw new ConfigError(
      'The data of a database in memory is lost when this command ends. Use another database.',
    );
  const storage = await openStorage(databaseUrl).catch((error: unknown) => {
    throw error instanceof StorageInUse
      ? new ConfigError(`${error.message} ${whenInUse}`, { cause: error })
      : error;
  });
  try {
    const randomness = new SystemRandomness();
    const deps = { storage, clock: systemClock, sids: new Sids(systemClock, randomness), randomness };
    const { accountSid } = await ensureFirstAccount(deps, credentials, randomness);
    return { ...deps, accountSid, [Symbol.asyncDispose]: () => storage.close() };
  } catch (error) {
    await storage.close();
    throw error;
  }
}
