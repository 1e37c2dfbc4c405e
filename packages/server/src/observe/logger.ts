import { type Logger, pino } from 'pino';
import { openLogOutput } from './log-output.ts';

export type { Logger };

export interface LogOptions {
  /** A level of pino, or `silent`. */
  readonly level: string;
  /** Whether lines are coloured text for a terminal instead of JSON. */
  readonly pretty: boolean;
}

/** The log entry of a request. */
interface RequestLogEntry {
  readonly request: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** SID of the credentials; undefined on paths that need none, and when they were refused. */
  readonly actor: string | undefined;
}

/** The log on standard output. */
export interface Log {
  readonly logger: Logger;
  /** Logs a finished request at level `info`. */
  readonly logRequest: (request: RequestLogEntry) => void;
  /** Resolves when everything has been written. */
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
      logRequest: ({ method, path, status, milliseconds }) =>
        logger.info(`${method} ${JSON.stringify(path).slice(1, -1)} ${status} ${milliseconds} ms`),
      // Each line has been written synchronously.
      close: async () => {},
    };
  }
  const output = openLogOutput(1);
  const logger = pino({ level, base: null }, output);
  const info = logger.isLevelEnabled('info');
  return {
    logger,
    logRequest: (request) => {
      if (info) output.write(formatRequestLine(request));
    },
    close: () => output.close(),
  };
}

/** Renders the line that pino would write, without pino's cost, because there is one for every request. */
function formatRequestLine({ request, method, path, status, milliseconds, actor }: RequestLogEntry): string {
  const actorField = actor === undefined ? '' : `,"actor":"${actor}"`;
  return `{"level":30,"time":${Date.now()},"request":"${request}","method":"${method}","path":${JSON.stringify(path)},"status":${status},"milliseconds":${milliseconds}${actorField},"msg":"request"}\n`;
}
