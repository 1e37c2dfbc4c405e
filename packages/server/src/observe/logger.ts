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
  /** Names of parameters that were sent where the operation does not read them. */
  readonly ignoredQuery: readonly string[];
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
      logRequest: (request) => logger.info(formatRequestText(request)),
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

/** The request as text for a terminal. */
function formatRequestText({ method, path, status, milliseconds, ignoredQuery }: RequestLogEntry): string {
  const ignored = ignoredQuery.length > 0 ? ` (ignored in the query: ${ignoredQuery.join(', ')})` : '';
  return `${method} ${JSON.stringify(path).slice(1, -1)} ${status} ${milliseconds} ms${ignored}`;
}

/** Renders the line that pino would write, without pino's cost, because there is one for every request. */
function formatRequestLine(entry: RequestLogEntry): string {
  const { request, method, path, status, milliseconds, actor, ignoredQuery } = entry;
  const actorField = actor === undefined ? '' : `,"actor":"${actor}"`;
  const ignored = ignoredQuery.length > 0 ? `,"ignored_query":${JSON.stringify(ignoredQuery)}` : '';
  return `{"level":30,"time":${Date.now()},"request":"${request}","method":"${method}","path":${JSON.stringify(path)},"status":${status},"milliseconds":${milliseconds}${actorField}${ignored},"msg":"request"}\n`;
}
