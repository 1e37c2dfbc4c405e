import type { App } from '../../app/app.ts';
import { startApp } from '../../app/start-app.ts';
import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { createLog } from '../../observe/logger.ts';
import { parseDatabaseUrl } from '../../storage/database-url.ts';
import { StorageInUse } from '../../storage/storage.ts';

/**
 * Starts the server on the configured database for as long as `work` runs, on a random port of the loopback interface.
 *
 * @throws ConfigError when the database is in memory, or open in a running server.
 */
export async function withApp<Result>(config: Config, work: (app: App) => Promise<Result>): Promise<Result> {
  if (parseDatabaseUrl(config.databaseUrl)?.kind === 'memory') {
    throw new ConfigError(
      'The data of a database in memory is lost when this command ends. Use another database, or pass --url to use a running server.',
    );
  }
  const local = { port: 0, host: '127.0.0.1', publicUrl: undefined };
  const localConfig = { ...config, ...local, testClock: false, examples: false };
  const log = await createLog({ level: 'silent', pretty: false });
  const app = await startApp(localConfig, { log }).catch((error: unknown) => {
    throw error instanceof StorageInUse
      ? new ConfigError(`${error.message} Or pass --url to use that server.`, { cause: error })
      : error;
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
