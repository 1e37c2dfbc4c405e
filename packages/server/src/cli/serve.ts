import type { App } from '../app/app.ts';
import { startApp } from '../app/start-app.ts';
import { type Config, parseConfig } from '../config/config.ts';
import { isLoopback } from '../config/loopback.ts';
import type { Settings } from '../config/options.ts';
import { assertWritable } from '../media/content/assert-writable.ts';
import { createLog, type Logger } from '../observe/logger.ts';
import { renderBanner } from './banner.ts';
import { onShutdownSignal } from './shutdown-signals.ts';

/** How long a stop may take before the process exits. */
const closeTimeoutMs = 10_000;

/** `colloquy serve`: runs until a signal stops it. */
export async function serve(settings: Settings): Promise<void> {
  const config = parseConfig(settings);
  // Otherwise the first upload would show it, long after whoever started the server has left.
  await assertWritable(config.media.location);
  const log = await createLog({ level: config.logLevel, pretty: process.stdout.isTTY });
  const { logger } = log;
  process.once('exit', () => logger.flush());
  const app = await startApp(config, { log });
  announce(app, config, logger);
  const stop = async (reason: string) => {
    logger.info({ reason }, 'stopping');
    // A database that does not respond must not keep the process alive.
    setTimeout(() => process.exit(1), closeTimeoutMs).unref();
    await app.close();
    process.exit(0);
  };
  onShutdownSignal(stop);
}

/** Prints the banner, with the auth token only where other people cannot read it, and logs the address. */
function announce(app: App, { host, publicUrl }: Config, logger: Logger): void {
  const showToken = isLoopback(host) || (app.account.kept && process.stdout.isTTY);
  process.stdout.write(renderBanner(publicUrl ?? app.url, app.account, showToken));
  logger.info({ url: app.url }, 'listening');
}
