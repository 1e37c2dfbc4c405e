import { ApiError } from '@colloquy/contract';
import { notFound } from '../../rest/not-found.ts';
import type { Session, SessionListener, TunnelledReply, TunnelledRequest } from '../session/session.ts';
import { decodeSegment, routeTable, type TunnelRoute } from './route-table.ts';

/**
 * Returns the function that carries out the requests of all sessions. It resolves with the reply for an error too.
 *
 * @param toApiError the error of the catalogue for whatever was thrown.
 */
export function createRouter(
  routes: readonly TunnelRoute[],
  toApiError: (error: unknown) => ApiError,
): SessionListener['request'] {
  const find = routeTable(routes);
  const answer = async (session: Session, request: TunnelledRequest): Promise<TunnelledReply> => {
    const below = { ...request, path: withoutBasePath(request.path, session.baseUrl) };
    for (const each of [below, request]) {
      const found = find(each.method, each.path);
      if (found !== undefined)
        return found.handle({ session, request: each, path: found.path, params: decodeParams(each.params) });
    }
    throw notFound(request.path);
  };
  return async (session, request) => {
    try {
      return await answer(session, request);
    } catch (error) {
      const apiError = toApiError(error);
      return { status: apiError.status, body: JSON.stringify(apiError.toBody()) };
    }
  };
}

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
