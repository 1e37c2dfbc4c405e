import type { Route } from '@colloquy/contract';
import { etagOf, matchesWeakly } from './etag.ts';
import type { ReplyBody } from './handler.ts';
import type { IncomingRequest } from './incoming-request.ts';

/** What the HTTP server sends. */
export interface Reply {
  readonly status: number;
  /** JSON; empty for a reply without a body. */
  readonly body: string;
  readonly etag?: string;
  /** Whether this is the reply to an earlier request with the same idempotency key. */
  readonly replayed?: boolean;
  /** To be called when the client has taken a long reply, or has gone. */
  readonly release?: (() => void) | undefined;
}

/**
 * Returns the function that makes the reply of a route from the body that its handler rendered: 202 for work that
 * continues in the background, 304 where `If-None-Match` names the body, and else the status of the route.
 */
export function replier({ operation, status, accepted = status }: Route) {
  const isTagged = operation.action !== 'list' && status !== 204;
  return ({ headers }: Pick<IncomingRequest, 'headers'>, rendered: ReplyBody, replayed = false): Reply => {
    const [code, body] = typeof rendered === 'string' ? [status, rendered] : [accepted, rendered.accepted];
    if (!isTagged) return { status: code, body, replayed };
    const etag = etagOf(body);
    const known = operation.action === 'fetch' ? headers['if-none-match'] : undefined;
    return typeof known === 'string' && matchesWeakly(known, etag)
      ? { status: 304, body: '', etag, replayed }
      : { status: code, body, etag, replayed };
  };
}
