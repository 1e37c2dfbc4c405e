import { type Logger, pino } from 'pino';
import { openLogOutput } from './log-output.ts';

export type { Logger };

export interface LogOptions {
  /** A level of pino, or `silent`. */
  readonly level: string;
  /** Whether lines are coloured text for a terminal instead of JSON. */
  readonly pretty: boolean;
}

type RequestLevel = 'debug' | 'info';

/** The log entry of a request. */
interface RequestLogEntry {
  readonly request: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** SID of the credentials; undefined on paths that need none, when they were refused, and for users. */
  readonly actor: string | undefined;
  /** The error that the reply contains. */
  readonly refusal: { readonly code: number; readonly message: string } | undefined;
  /** Names of parameters that were sent where the operation does not read them. */
  readonly ignoredQuery: readonly string[];
}

/** The log on standard output. */
export interface Log {
  readonly logger: Logger;
  /** Logs a finished request. */
  readonly logRequest: (request: RequestLogEntry, level: RequestLevel) => void;
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
      logRequest: (request, requestLevel) => logger[requestLevel](formatRequestText(request)),
      // Each line has been written synchronously.
      close: async () => {},
    };
  }
  const output = openLogOutput(1);
  const logger = pino({ level, base: null }, output);
  const enabled = { debug: logger.isLevelEnabled('debug'), info: logger.isLevelEnabled('info') };
  return {
    logger,
    logRequest: (request, requestLevel) => {
      if (enabled[requestLevel])
        output.write(formatRequestLine(request, logger.levels.values[requestLevel] ?? 0));
    },
    close: () => output.close(),
  };
}

/** The request as text for a terminal. */
function formatRequestText(entry: RequestLogEntry): string {
  const { method, path, status, milliseconds, refusal, ignoredQuery } = entry;
  const error = refusal === undefined ? '' : ` ${refusal.code} ${escapeText(refusal.message)}`;
  const ignored = ignoredQuery.length > 0 ? ` (ignored in the query: ${ignoredQuery.join(', ')})` : '';
  return `${method} ${escapeText(path)} ${status} ${milliseconds} ms${error}${ignored}`;
}

const escapeText = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Renders the line that pino would write, without pino's cost, because there is one for every request. */
function formatRequestLine(entry: RequestLogEntry, level: number): string {
  const { request, method, path, status, milliseconds, actor, refusal, ignoredQuery } = entry;
  const actorField = actor === undefined ? '' : `,"actor":"${actor}"`;
  const error =
    refusal === undefined ? '' : `,"code":${refusal.code},"message":${JSON.stringify(refusal.message)}`;
  const ignored = ignoredQuery.length > 0 ? `,"ignored_query":${JSON.stringify(ignoredQuery)}` : '';
  return `{"level":${level},"time":${Date.now()},"request":"${request}","method":"${method}","path":${JSON.stringify(path)},"status":${status},"milliseconds":${milliseconds}${actorField}${error}${ignored},"msg":"request"}\n`;
}
