import { durationForm, parseDuration, quote } from '@colloquy/contract';
import {
  ConfigError,
  createLog,
  describeUnknownSettings,
  ManualClock,
  parseConfig,
  readSettings,
  startApp,
} from 'colloquy';
import { createTestAccount, type TestAccount, type TestClock } from './test-account.ts';
import { startWebhookCatcher } from './webhook-catcher.ts';

export interface ColloquyOptions {
  /** Like COLLOQUY_DATABASE_URL. Defaults to a database in memory. */
  readonly databaseUrl?: string;
  /** The time at the start. The clock stands still until it is advanced. Defaults to now. */
  readonly now?: Date;
  /** Further settings by the names of their environment variables, such as COLLOQUY_API_KEYS. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A server, and its first account. */
export interface Colloquy extends TestAccount, AsyncDisposable {
  /** The URL at which it listens, also if its public URL is another. */
  readonly listeningUrl: string;
  /** The address of the example page, with its key; undefined unless the setting COLLOQUY_EXAMPLES is 1. */
  readonly exampleUrl: string | undefined;
  /** The same as `clock.advance`. */
  advance: TestClock['advance'];
  /** Creates an empty account, so that tests that run at the same time can share the server. */
  createAccount(): Promise<TestAccount>;
  /** Deletes the data of all accounts; credentials and the time remain. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts an empty server on a free port of the loopback interface, with a clock that the test advances.
 *
 * @throws ConfigError for a setting that does not exist or is invalid.
 */
export async function startColloquy({
  databaseUrl = 'sqlite::memory:',
  now = new Date(),
  settings = {},
}: ColloquyOptions = {}): Promise<Colloquy> {
  const unknown = describeUnknownSettings(Object.keys(settings));
  if (unknown.length > 0) throw new ConfigError(unknown.join(' '));
  const clock = new ManualClock(now);
  const environment = {
    PORT: '0',
    COLLOQUY_LOG_LEVEL: 'silent',
    COLLOQUY_DATABASE_URL: databaseUrl,
    COLLOQUY_CONSOLE: '0',
    COLLOQUY_EXAMPLES: '0',
    COLLOQUY_TEST_TOOLS: '1',
    ...settings,
  };
  const config = parseConfig(readSettings({}, environment));
  const app = await startApp(config, {
    clock,
    log: await createLog({ level: config.logLevel, pretty: false }),
  });
  const catcher = await startWebhookCatcher();
  const baseUrl = config.publicUrl ?? app.url;
  const advance = async (duration: string) => {
    const milliseconds = parseDuration(duration);
    if (milliseconds === undefined)
      throw new RangeError(`${quote(duration)} is not ${durationForm}, such as PT10M.`);
    clock.advance(milliseconds);
    await app.runDue();
  };
  const testClock = { now: () => new Date(clock.now()), advance };
  const accountOf = (credentials: Pick<TestAccount, 'accountSid' | 'authToken'>) =>
    createTestAccount({ ...credentials, baseUrl, listeningUrl: app.url, catcher, clock: testClock });
  const first = accountOf(app.account);
  const stop = async () => {
    await app.close();
    await catcher.close();
  };
  return {
    ...first,
    listeningUrl: app.url,
    exampleUrl: app.examplePath === undefined ? undefined : baseUrl + app.examplePath,
    advance,
    async createAccount() {
      const { sid, authToken } = await first.client.createAccount();
      return accountOf({ accountSid: sid, authToken });
    },
    reset: () => app.reset(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
