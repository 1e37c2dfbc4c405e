import { createClient } from '@colloquy/client';
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

export interface ColloquyOptions {
  /** Like COLLOQUY_DATABASE_URL. Defaults to a database in memory. */
  readonly databaseUrl?: string;
  /** The time at the start. The clock stands still until it is advanced. Defaults to now. */
  readonly now?: Date;
  /** Further settings by the names of their environment variables, such as COLLOQUY_API_KEYS. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface TokenOptions {
  readonly identity: string;
  /** Defaults to the account's default service. */
  readonly serviceSid?: string;
  /** Lifetime in seconds by the clock of the server, up to a day. Defaults to an hour. */
  readonly ttl?: number;
}

/** A server for one test. */
export interface Colloquy extends AsyncDisposable {
  readonly baseUrl: string;
  /** The URL at which it listens, also if its public URL is another. */
  readonly listeningUrl: string;
  /** The address of the example page, with its key; undefined unless the setting COLLOQUY_EXAMPLES is 1. */
  readonly exampleUrl: string | undefined;
  readonly accountSid: string;
  readonly authToken: string;
  /**
   * Creates an access token for a user of the client SDKs.
   *
   * @throws ColloquyError for an option that the server refuses.
   */
  token(options: TokenOptions): Promise<string>;
  /**
   * Advances the clock by an ISO 8601 duration and runs everything that becomes due.
   *
   * @throws RangeError for an invalid duration.
   */
  advance(duration: string): Promise<void>;
  /** Deletes all data; credentials and the time remain. */
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
    ...settings,
  };
  const config = parseConfig(readSettings({}, environment));
  const app = await startApp(config, {
    clock,
    log: await createLog({ level: config.logLevel, pretty: false }),
  });
  const { accountSid, authToken } = app.account;
  const baseUrl = config.publicUrl ?? app.url;
  const client = createClient({ baseUrl: app.url, accountSid, authToken });
  return {
    baseUrl,
    listeningUrl: app.url,
    exampleUrl: app.examplePath === undefined ? undefined : baseUrl + app.examplePath,
    accountSid,
    authToken,
    token: async (options) => (await client.createToken(options)).token,
    advance: async (duration) => {
      const milliseconds = parseDuration(duration);
      if (milliseconds === undefined)
        throw new RangeError(`${quote(duration)} is not ${durationForm}, such as PT10M.`);
      clock.advance(milliseconds);
      await app.runDue();
    },
    reset: () => app.reset(),
    stop: () => app.close(),
    [Symbol.asyncDispose]: () => app.close(),
  };
}
