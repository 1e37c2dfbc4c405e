import {
  type Client,
  ColloquyError,
  ConnectionError,
  createClient,
  RequestTimeoutError,
} from '@colloquy/client';
import { ConfigError } from '../config/config-error.ts';
import type { RemoteServer } from './remote-server.ts';

/** The server cannot be reached; a later try may succeed. */
export class ServerUnreachable extends ConfigError {}

/** Calls a running server. It throws a ConfigError if the server cannot be reached or returns an error. */
export type CallServer = <Result>(work: (client: Client) => Promise<Result>) => Promise<Result>;

/** Resets and replays wait for large transactions. */
const timeoutMs = 300_000;

/** @param describe what the user reads of an error reply. */
export function createServerCaller(
  { baseUrl, username, password }: RemoteServer,
  describe = describeReply,
): CallServer {
  const client = createClient({ baseUrl, username, password, timeoutMs });
  return (work) =>
    work(client).catch((cause: unknown) => {
      if (cause instanceof ConnectionError || cause instanceof RequestTimeoutError)
        throw new ServerUnreachable(
          `${baseUrl} does not respond. Start the server there, or name another with --url.`,
          { cause },
        );
      if (cause instanceof ColloquyError && cause.status === 401)
        throw new ConfigError(
          `${baseUrl} refused the credentials of ${username}. Check --account-sid and --auth-token.`,
          { cause },
        );
      if (cause instanceof ColloquyError) throw new ConfigError(`${baseUrl} ${describe(cause)}`, { cause });
      throw cause;
    });
}

/** What a reply says about the reason is in its details, which any server or proxy may have sent. */
function describeReply({ message, details }: ColloquyError): string {
  const reason = typeof details === 'object' && details !== null && 'reason' in details ? details.reason : '';
  return `returned an error: ${message}${typeof reason === 'string' && reason !== '' ? `: ${reason}` : ''}`;
}
