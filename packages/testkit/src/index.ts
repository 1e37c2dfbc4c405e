import { parseDuration } from '@colloquy/contract';
import { createLog, ManualClock, parseConfig, readSettings, startApp } from 'colloquy';

export interface ColloquyOptions {
  /** As COLLOQUY_DATABASE_URL; a database in memory unless given. */
  readonly databaseUrl?: string;
  /** The time at the start; the clock then stands still until it is advanced. Now, unless given. */
  readonly now?: Date;
  /** Further settings by the names of their environment variables, such as COLLOQUY_API_KEYS. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A server of your test's own. */
export interface Colloquy extends AsyncDisposable {
  readonly baseUrl: string;
  /** Where it listens, whatever its public URL is. */
  readonly listeningUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /**
   * Moves the clock by an ISO 8601 duration and does all that comes due by then.
   *
   * @throws RangeError when the text is no duration.
   */
  advance(duration: string): Promise<void>;
  /** Empties the server: nothing stays but credentials and the time. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server on a free port of the loopback interface, with nothing in it and a clock that you move. */
export async function startColloquy({
  databaseUrl = 'sqlite::memory:',
  now = new Date(),
  settings = {},
}: ColloquyOptions = {}): Promise<Colloquy> {
  const clock = new ManualClock(now);
  const environment = {
    PORT: '0',
    COLLOQUY_LOG_LEVEL: 'silent',
    COLLOQUY_DATABASE_URL: databaseUrl,
    ...settings,
  };
  const config = parseConfig(readSettings([], environment));
  const app = await startApp(config, {
    clock,
    log: await createLog({ level: config.logLevel, pretty: false }),
  });
  return {
    baseUrl: config.publicUrl ?? app.url,
    listeningUrl: app.url,
    accountSid: app.account.accountSid,
    authToken: app.account.authToken,
    advance: async (duration) => {
      const milliseconds = parseDuration(duration);
      if (milliseconds === undefined) throw new RangeError(`${duration} is no ISO 8601 duration.`);
      clock.advance(milliseconds);
      await app.runDue();
    },
    reset: () => app.reset(),
    stop: () => app.close(),
    [Symbol.asyncDispose]: () => app.close(),
  };
}
