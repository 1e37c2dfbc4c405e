import {
  type Client,
  ColloquyError,
  ConnectionError,
  createClient,
  createRawSender,
  type RawRequest,
  RequestTimeoutError,
  toColloquyError,
  UnexpectedReplyError,
} from '@colloquy/client';
import { quote } from '@colloquy/contract';
import { ConfigError } from '../../config/config-error.ts';
import type { RemoteServer } from './remote-server.ts';

/** The server cannot be reached; a later try may succeed. */
export class ServerUnreachable extends ConfigError {}

/** Calls a running server. It throws a ConfigError if the server cannot be reached or returns an error. */
export type CallServer = <Result>(work: (client: Client) => Promise<Result>) => Promise<Result>;

/** An object as the API replies it. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * Sends a request to a running server. Resolves with the object that it replies, which is empty without a body. It throws
 * as above.
 */
export type RequestServer = (request: RawRequest) => Promise<Json>;

/** Resets and replays wait for large transactions. */
const timeoutMs = 300_000;

/** @param describe what the user reads of an error reply. */
export function createServerCaller(server: RemoteServer, describe = describeReply): CallServer {
  const client = createClient({ ...server, timeoutMs });
  return (work) =>
    work(client).catch((cause: unknown) => {
      throw explain(server, cause, describe);
    });
}

export function createServerRequester(server: RemoteServer): RequestServer {
  const send = createRawSender({ ...server, timeoutMs });
  return async (request) => {
    try {
      const response = await send(request);
      const text = await response.text();
      if (!response.ok) throw toColloquyError(response, text, Date.now());
      return text === '' ? {} : Object(JSON.parse(text));
    } catch (cause) {
      throw explain(server, cause, describeReply);
    }
  };
}

/** A ConfigError for what the user can do something about; any other error as it is. */
function explain(
  { baseUrl, username }: RemoteServer,
  cause: unknown,
  describe: (error: ColloquyError) => string,
): unknown {
  if (cause instanceof ConnectionError || cause instanceof RequestTimeoutError)
    return new ServerUnreachable(
      `${baseUrl} does not respond. Start the server there, or name another with --url or COLLOQUY_URL.`,
      { cause },
    );
  // Another program listens there.
  if (cause instanceof UnexpectedReplyError || cause instanceof SyntaxError)
    return new ConfigError(
      `${baseUrl} does not reply as a Colloquy server does. Is the URL that of another program?`,
      { cause },
    );
  if (!(cause instanceof ColloquyError)) return cause;
  if (cause.status === 401)
    return new ConfigError(
      `${baseUrl} refused the credentials of ${username}. Check --account-sid and --auth-token.`,
      { cause },
    );
  return new ConfigError(`${baseUrl} ${describe(cause)}`, { cause });
}

/** What a reply says about the reason is in its details, which any server or proxy may have sent. */
export function describeReply({ message, details }: ColloquyError): string {
  const { reason, allowed, value }: Json = Object(details);
  if (typeof reason === 'string' && reason !== '') return `returned an error: ${message}: ${reason}`;
  if (typeof allowed !== 'string') return `returned an error: ${message}`;
  return `returned an error: ${message}: must be ${allowed}${typeof value === 'string' ? `, not ${quote(value)}` : ''}`;
}
