import { type Logger, pino } from 'pino';
import { LogOutput } from './log-output.ts';

export type { Logger };

/** How the log is written. */
export interface LogOptions {
  readonly level: string;
  /** For a person at a terminal, rather than for a program. */
  readonly pretty: boolean;
}

/** What is logged of a request. */
export interface RequestLogEntry {
  readonly request: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** The SID of the credentials, where there are any. */
  readonly actor: string | undefined;
}

/** The log, on standard output: JSON, one record a line, or coloured text for a person. */
export interface Log {
  readonly logger: Logger;
  /** One line per request. */
  readonly onResponse: (request: RequestLogEntry) => void;
  /** Ends with everything written. */
  readonly close: () => Promise<void>;
}

export async function createLog({ level, pretty }: LogOptions): Promise<Log> {
  if (pretty) {
    const { PinoPretty } = await import('pino-pretty');
    const stream = PinoPretty({
      colorize: true,
      ignore: 'pid,hostname',
      translateTime: 'HH:MM:ss.l',
      sync: true,
    });
    const logger = pino({ level, base: null }, stream);
    return {
      logger,
      onResponse: ({ method, path, status, milliseconds }) =>
        logger.info(`${method} ${JSON.stringify(path).slice(1, -1)} ${status} ${milliseconds} ms`),
      // A person's lines are written one by one, at once.
      close: async () => {},
    };
  }
  const output = new LogOutput(1);
  const logger = pino({ level, base: null }, output);
  const info = logger.isLevelEnabled('info');
  return {
    logger,
    onResponse: (request) => {
      if (info) output.write(formatRequestLine(request));
    },
    close: () => output.close(),
  };
}

/** The line that the logger would write, put together by hand: there is one for every request. */
function formatRequestLine({ request, method, path, status, milliseconds, actor }: RequestLogEntry): string {
  const actorField = actor === undefined ? '' : `,"actor":"${actor}"`;
  return `{"level":30,"time":${Date.now()},"request":"${request}","method":"${method}","path":${JSON.stringify(path)},"status":${status},"milliseconds":${milliseconds}${actorField},"msg":"request"}\n`;
}
