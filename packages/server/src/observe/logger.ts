import { type Logger, pino } from 'pino';
import { LogOutput } from './log-output.ts';

export type { Logger };

/** How the log is written. */
export interface LogTarget {
  readonly level: string;
  /** For a person at a terminal, rather than for a program. */
  readonly pretty: boolean;
}

/** The log, on standard output: JSON, one record a line, or coloured text for a person. */
export async function createLogger({ level, pretty }: LogTarget): Promise<Logger> {
  if (pretty) {
    const { PinoPretty } = await import('pino-pretty');
    const stream = PinoPretty({
      colorize: true,
      ignore: 'pid,hostname',
      translateTime: 'HH:MM:ss.l',
      sync: true,
    });
    return pino({ level, base: null }, stream);
  }
  return pino({ level, base: null }, new LogOutput(1));
}
