import { ApiError } from '@colloquy/contract';
import type { Session, TunnelledReply, TunnelledRequest } from '../session/session.ts';

/** A request that came through a socket, with everything decoded. */
export interface Call {
  readonly session: Session;
  readonly request: TunnelledRequest;
  /** The variable parts of the path, by their names in the route. */
  readonly path: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
}

export type CallHandler = (call: Call) => Promise<TunnelledReply>;

/** The body as JSON. @throws ApiError 20001 for a body that is not a JSON object. */
export function jsonBody({ request }: Call): Readonly<Record<string, unknown>> {
  if (request.body === '') return {};
  try {
    const value: unknown = JSON.parse(request.body);
    // A JSON object has names that are texts.
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
  } catch {
    // The same as another value.
  }
  throw new ApiError(20001, 'The request body is not a JSON object');
}

export const jsonReply = (body: object, status = 200): TunnelledReply => ({
  status,
  body: JSON.stringify(body),
});
