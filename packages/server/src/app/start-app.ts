import { reset } from '../admin/reset/reset.ts';
import type { Config } from '../config/config.ts';
import type { App, AppDeps } from './app.ts';
import { startBackground } from './background.ts';
import { startHttp } from './http.ts';
import { openInfrastructure } from './infrastructure.ts';
import { Lifetime } from './lifetime.ts';

/**
 * Starts the server: first what everything needs, then the background work, so that a new log consumer begins behind
 * the events of earlier runs, and the HTTP server last. When a part does not start, those before it are stopped.
 *
 * @param lifetime owns the parts.
 * @throws StorageRefused, StorageUnavailable, or the system's error if it cannot listen on the address.
 */
export async function startApp(
  config: Config,
  deps: AppDeps,
  lifetime: Lifetime = new Lifetime(deps.log.logger),
): Promise<App> {
  try {
    return await startParts(config, deps, lifetime);
  } catch (error) {
    // What failed first is what the caller has to know.
    await lifetime[Symbol.asyncDispose]().catch((err: unknown) => deps.log.logger.error({ err }, 'failed'));
    throw error;
  }
}

async function startParts(config: Config, appDeps: AppDeps, lifetime: Lifetime): Promise<App> {
  const infrastructure = await openInfrastructure(config, appDeps, lifetime);
  const background = await startBackground(infrastructure, lifetime);
  const { deps, scheduler, runDue } = background;
  const resetAll = async () => {
    await reset(deps);
    // A periodic job deletes the content of media.
    await scheduler.runDue();
  };
  const url = await startHttp(infrastructure, background, resetAll, lifetime);
  let stopped: Promise<void> | undefined;
  const close = () => {
    stopped ??= lifetime[Symbol.asyncDispose]();
    return stopped;
  };
  const { account, storage } = infrastructure;
  return { url, account, storage, runDue, reset: resetAll, close, [Symbol.asyncDispose]: close };
}
