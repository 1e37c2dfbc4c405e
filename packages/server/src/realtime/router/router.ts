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
    const found = find(request.method, request.path);
    if (found === undefined) throw notFound(request.path);
    return found.handle({ session, request, path: found.path, params: decodeParams(request.params) });
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
