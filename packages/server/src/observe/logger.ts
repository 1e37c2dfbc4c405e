import { type Logger, pino } from 'pino';

export type { Logger };

/** Where the log goes to; a stream in tests. */
export interface LogTarget {
  readonly level: string;
  /** For a person at a terminal, rather than for a program. */
  readonly pretty: boolean;
}

/**
 * The log. For a program it is JSON, one record a line, written in pieces: a write per request would cost as
 * much as a small request. Nothing is lost at a regular end; a crash can lose the last moment.
 */
export async function createLogger({ level, pretty }: LogTarget): Promise<Logger> {
  if (pretty) {
    const { PinoPretty } = await import('pino-pretty');
    const stream = PinoPretty({ colorize: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l', sync: true });
    return pino({ level, base: null }, stream);
  }
  const destination = pino.destination({ dest: 1, sync: false, minLength: 8192, periodicFlush: 500 });
  return pino({ level, base: null }, destination);
}
