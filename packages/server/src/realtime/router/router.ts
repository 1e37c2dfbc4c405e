import { ApiError } from '@colloquy/contract';
import type { Fields } from '../../rest/decode.ts';
import { notFound } from '../../rest/not-found.ts';
import type { Session, SessionListener, TunnelledReply, TunnelledRequest } from '../session/session.ts';
import type { Call } from './call.ts';
import { decodeSegment, type RoutedOperation, routeTable, type TunnelRoute } from './route-table.ts';

/** A request of a session, after its reply. */
export interface FinishedRequest {
  readonly session: Session;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** The error that the reply contains. */
  readonly error: ApiError | undefined;
  /** Whether the SDK has sent it by itself. */
  readonly polled: boolean;
  /** The operation of the contract that it asked for, if any. */
  readonly operation: FinishedOperation | undefined;
}

interface FinishedOperation extends Pick<RoutedOperation, 'name' | 'parameters'> {
  /** The fields of the form that would request the same by HTTP; none for a malformed body. */
  readonly fields: () => Fields;
}

interface RouterOptions {
  /** The error of the catalogue for whatever was thrown. */
  readonly toApiError: (error: unknown) => ApiError;
  readonly onRequest: (request: FinishedRequest) => void;
}

/** Returns the function that carries out the requests of all sessions. It resolves with the reply for an error too. */
export function createRouter(
  routes: readonly TunnelRoute[],
  { toApiError, onRequest }: RouterOptions,
): SessionListener['request'] {
  const find = routeTable(routes);
  return async (session, request) => {
    const start = performance.now();
    let polled = false;
    let operation: FinishedOperation | undefined;
    const answer = async (): Promise<TunnelledReply> => {
      const below = { ...request, path: withoutBasePath(request.path, session.baseUrl) };
      for (const each of [below, request]) {
        const found = find(each.method, each.path);
        if (found === undefined) continue;
        polled = found.polled;
        const call = { session, request: each, path: found.path, params: decodeParams(each.params) };
        operation = found.operation && finishedOperation(found.operation, call);
        return found.handle(call);
      }
      throw notFound(request.path);
    };
    const finish = (reply: TunnelledReply, error?: ApiError): TunnelledReply => {
      const { method, path } = request;
      const milliseconds = performance.now() - start;
      onRequest({ session, method, path, status: reply.status, milliseconds, error, polled, operation });
      return reply;
    };
    try {
      return finish(await answer());
    } catch (thrown) {
      const error = toApiError(thrown);
      return finish({ status: error.status, body: JSON.stringify(error.toBody()) }, error);
    }
  };
}

const finishedOperation = ({ name, parameters, fields }: RoutedOperation, call: Call): FinishedOperation => ({
  name,
  parameters,
  fields: () => {
    try {
      return fields(call);
    } catch {
      return {};
    }
  },
});

/**
 * The path of a request below that of the server's URL, which proxies remove from requests by HTTP. Paths that the client
 * knows without the server do not have it, so a path that has no route without it may have one with it.
 */
function withoutBasePath(path: string, baseUrl: string): string {
  const base = new URL(baseUrl).pathname.replace(/\/$/, '');
  return path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}

/** The parameters, which come as they are in the query; of one that is repeated, the last counts. */
function decodeParams(params: TunnelledRequest['params']): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    const last = typeof value === 'string' ? value : (value.at(-1) ?? '');
    const [key, text] = [decodeSegment(name), decodeSegment(last.replaceAll('+', '%20'))];
    if (key === undefined || text === undefined) throw new ApiError(20001, 'The query is not well encoded');
    decoded[key] = text;
  }
  return decoded;
}
