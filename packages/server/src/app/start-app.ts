import { type OnTable, reset } from '../admin/reset/reset.ts';
import type { Config } from '../config/config.ts';
import type { App, AppDeps } from './app.ts';
import { startBackground } from './background.ts';
import { startHttp } from './http.ts';
import { openInfrastructure } from './infrastructure.ts';
import { Lifetime } from './lifetime.ts';

/**
 * Starts the server: first what everything needs, then the background work, so that a new log consumer starts after
 * the events that already exist, and the HTTP server last. When a part does not start, those before it are stopped.
 *
 * @throws StorageRefused, StorageUnavailable, or the system's error if it cannot listen on the address.
 */
export const startApp = (config: Config, deps: AppDeps): Promise<App> =>
  startAppIn(new Lifetime(deps.log.logger), config, deps);

/** {@link startApp} with a lifetime that tests can make fail. */
export async function startAppIn(lifetime: Lifetime, config: Config, deps: AppDeps): Promise<App> {
  try {
    return await startParts(config, deps, lifetime);
  } catch (error) {
    // The caller gets the first error; what also fails to stop is only logged.
    await lifetime[Symbol.asyncDispose]().catch((err: unknown) => deps.log.logger.error({ err }, 'failed'));
    throw error;
  }
}

async function startParts(config: Config, appDeps: AppDeps, lifetime: Lifetime): Promise<App> {
  const infrastructure = await openInfrastructure(config, appDeps, lifetime);
  const background = await startBackground(infrastructure, lifetime);
  const { deps, scheduler } = background;
  const resetAll = async (onTable?: OnTable) => {
    await reset(deps, onTable);
    infrastructure.requestHistory.clear();
    infrastructure.faults?.clear();
    // A periodic job deletes the content of media.
    await scheduler.runDue();
  };
  const { url, hasConsole, docsPath, examplePath, drain, runDue } = await startHttp(
    infrastructure,
    background,
    resetAll,
    lifetime,
  );
  const close = () => lifetime[Symbol.asyncDispose]();
  const { account, storage } = infrastructure;
  return {
    url,
    hasConsole,
    docsPath,
    examplePath,
    account,
    storage,
    runDue,
    reset: resetAll,
    drain,
    close,
    [Symbol.asyncDispose]: close,
  };
}
