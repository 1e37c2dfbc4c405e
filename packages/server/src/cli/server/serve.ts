import { setTimeout } from 'node:timers/promises';
import type { App } from '../../app/app.ts';
import { startApp } from '../../app/start-app.ts';
import { type Config, parseConfig } from '../../config/config.ts';
import { isLoopback } from '../../config/loopback.ts';
import type { Settings } from '../../config/options.ts';
import { consolePath } from '../../console/routes.ts';
import { createLog, type Logger } from '../../observe/logger.ts';
import { limitHeapGrowth } from '../../platform/limit-heap-growth.ts';
import { releaseIdleMemory } from '../../platform/release-idle-memory.ts';
import type { Seed } from '../../seeds/read-seed.ts';
import { writeServerFile } from '../connection/server-file.ts';
import { canPressKeys, listenForHotKeys } from '../terminal/hot-keys.ts';
import type { StartProgress } from '../terminal/progress.ts';
import { privateWebhooksNotice, renderBanner } from './banner.ts';
import { consoleLink } from './console-link.ts';
import { createHotKeys } from './server-hot-keys.ts';
import { onShutdownSignal } from './shutdown-signals.ts';

/** How long a stop may take, after the grace, before the process exits. */
const closeTimeoutMs = 10_000;

/** A seed file, and where to show how much of it exists already. */
interface SeedSource {
  readonly file: string;
  readonly startProgress: StartProgress;
}

/**
 * `colloquy serve`: runs until a signal stops it.
 *
 * @param source what is created before the server is announced.
 */
export async function serve(settings: Settings, source?: SeedSource): Promise<void> {
  const config = parseConfig(settings);
  limitHeapGrowth(config.heapGrowthPercent);
  releaseIdleMemory();
  const seed = source === undefined ? undefined : await loadSeed(source.file);
  const log = await createLog({ level: config.logLevel, pretty: process.stdout.isTTY });
  const { logger } = log;
  process.once('exit', () => logger.flush());
  const app = await startApp(config, { log });
  if (source !== undefined && seed !== undefined) {
    // At a terminal, the bar and the log of the seed's requests would share lines.
    const isShared = process.stdout.isTTY && process.stderr.isTTY && logger.level === 'info';
    if (isShared) logger.level = 'warn';
    await seedOrClose(app, seed, source.startProgress);
    if (isShared) logger.level = 'info';
  }
  const removeServerFile = announceToCommands(app, config, logger);
  const stop = async (reason: string) => {
    logger.info({ reason }, 'stopping');
    app.drain();
    // Nobody else sends requests to a server that is stopped at its terminal.
    if (!atTerminal.includes(reason)) await setTimeout(config.shutdownGraceMs);
    // A database that does not respond must not keep the process alive.
    globalThis.setTimeout(() => process.exit(1), closeTimeoutMs).unref();
    removeServerFile();
    await app.close();
    process.exit(0);
  };
  // Before the banner: programs that wait for it may stop the server at once.
  onShutdownSignal(stop);
  announce(app, config, logger);
  if (canPressKeys())
    listenForHotKeys(
      createHotKeys(app, () => void stop(quitReason), print),
      print,
    );
}

const print = (text: string) => void process.stdout.write(text);

const quitReason = 'quit';
const atTerminal = ['SIGINT', quitReason];

/** Loaded only if it is used, because a start without a seed does not need the parser. */
const loadSeed = async (file: string) => (await import('../data/seed.ts')).readSeedFile(file);

async function seedOrClose(app: App, seed: Seed, startProgress: StartProgress): Promise<void> {
  const { accountSid, authToken } = app.account;
  const { startCounting } = await import('../data/seed.ts');
  const { counts, progress } = startCounting(seed, startProgress);
  try {
    const { applySeed } = await import('../../seeds/apply-seed.ts');
    const { createClient } = await import('@colloquy/client');
    await applySeed(seed, createClient({ baseUrl: app.url, accountSid, authToken }), counts);
  } catch (error) {
    await app.close();
    throw error;
  } finally {
    progress.end();
  }
}

/** Lets commands find the server. A server on a full disk runs without that. */
function announceToCommands({ url, account }: App, { databaseUrl }: Config, logger: Logger): () => void {
  const { accountSid, authToken } = account;
  try {
    return writeServerFile(databaseUrl, { url, accountSid, authToken });
  } catch (error) {
    logger.warn({ err: error }, 'commands will not find this server');
    return () => {};
  }
}

/** Prints the banner and logs the address. */
function announce(app: App, config: Config, logger: Logger): void {
  const { privateWebhooks, publicUrl } = config;
  const { docsPath, examplePath } = app;
  const hiddenToken = whyTokenIsHidden(app, config.host);
  const consoleUrl = app.hasConsole ? consoleUrlOf(app, config, hiddenToken === undefined) : undefined;
  process.stdout.write(
    renderBanner(publicUrl ?? app.url, app.account, {
      hiddenToken,
      privateWebhooks,
      consoleUrl,
      docsPath,
      examplePath,
    }),
  );
  logger.info({ url: app.url }, 'listening');
  // A server that somebody has configured is likely to have callers who must not reach its network.
  if (privateWebhooks && config.credentials.length > 0) logger.warn(`webhooks ${privateWebhooksNotice}`);
}

/** The link to the console. It signs in where only this machine can reach the server, and the token is printed anyway. */
function consoleUrlOf({ url, account }: App, config: Config, isTokenShown: boolean): string {
  const isLocal = isLoopback(config.host) && config.publicUrl === undefined;
  return isTokenShown && isLocal
    ? consoleLink(url, account.accountSid, account.authToken)
    : `${config.publicUrl ?? url}${consolePath}`;
}

/** A configured token is a secret that its owner knows. A generated one is printed where only its owner can read it. */
function whyTokenIsHidden({ account }: App, host: string): string | undefined {
  if (!account.kept) return 'it is configured';
  if (isLoopback(host) || process.stdout.isTTY) return undefined;
  return 'it is in the database; to see it, start the server once at a terminal, or set your own account';
}
