import { ApiError } from '@colloquy/contract';
import { STATUS_CODES } from '../../http/node-http.ts';
import { encodeFrame } from '../codec/twilsock-frame.ts';
import { encodeBinaryMessage } from '../codec/websocket-frame.ts';
import type { CloseStatus, TunnelledReply } from './session.ts';

/* The frames that the server sends to one session. */

const encode = (...frame: Parameters<typeof encodeFrame>): Buffer =>
  encodeBinaryMessage(encodeFrame(...frame));

const ok = { code: 200, status: 'OK' };

/** Why a session or a new token is refused. Clients show the description to the application. */
export interface Refusal {
  readonly code: number;
  readonly status: string;
  readonly description: string;
  readonly errorCode: number;
}

/**
 * The refusal for an error of the token's verification, or of what the token names; undefined if the error is the
 * server's fault. Clients give up only after 401 and 403.
 */
function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof ApiError) || error.status >= 500) return undefined;
  const [code, status] = error.status === 401 ? [401, 'UNAUTHORIZED'] : [403, 'FORBIDDEN'];
  return { code, status, description: error.message, errorCode: error.code };
}

export const foreignToken: Refusal = {
  code: 403,
  status: 'FORBIDDEN',
  description: 'The token has another identity or another service',
  errorCode: new ApiError(20403).code,
};

const serverError: Refusal = {
  code: 500,
  status: 'INTERNAL_SERVER_ERROR',
  description: new ApiError(20500).message,
  errorCode: new ApiError(20500).code,
};

/** The refusal for any error; those that are the server's fault are reported. */
export function refusalOrReport(error: unknown, onError: (error: unknown) => void): Refusal {
  const refusal = refusalOf(error);
  if (refusal === undefined) onError(error);
  return refusal ?? serverError;
}

/** Refusals because there are too many sessions name how long the client waits before it tries again. */
const backoff = JSON.stringify({ backoff_policy: { reconnect_min_ms: 5000, reconnect_max_ms: 60_000 } });

export const tooManySessions: Refusal = {
  code: 429,
  status: 'TOO_MANY_REQUESTS',
  description: 'Too many sessions',
  errorCode: 51202,
};

export const encodeRefusal = (id: string, status: Refusal): Buffer =>
  encode({ method: 'reply', id, status }, status.code === 429 ? backoff : '');

/** Continuation tokens only tell whether a client reconnects as the user that it was before. */
export type ContinuationStatus = 'current' | 'MISSING' | 'DIFFERENT_IDENTITY';

export function encodeWelcome(id: string, token: string, status: ContinuationStatus): Buffer {
  const continuation_token_status =
    status === 'current'
      ? { reissued: false, reissue_message: '' }
      : { reissued: true, reissue_reason: status, reissue_message: 'The token was replaced' };
  return encode({
    method: 'reply',
    id,
    status: ok,
    continuation_token: token,
    continuation_token_status,
    // Telemetry stays off, and so does the offline storage, which would lose events between two subscriptions.
    capabilities: ['client_update'],
  });
}

export const encodeConfirmation = (id: string): Buffer => encode({ method: 'reply', id, status: ok });

export function encodeReply(id: string, { status, body }: TunnelledReply): Buffer {
  return encode(
    {
      method: 'reply',
      id,
      status: ok,
      http_status: { code: status, status: statusText(status, body) },
    },
    body,
  );
}

/** The text that applications see as the message of an error. */
function statusText(status: number, body: string): string {
  const reason = STATUS_CODES[status] ?? String(status);
  if (status < 400) return reason;
  const { message } = JSON.parse(body) as { readonly message?: unknown };
  return typeof message === 'string' ? message : reason;
}

/** The reply to a request that failed with an error of the catalogue. */
export const errorReply = (error: ApiError): TunnelledReply => ({
  status: error.status,
  body: JSON.stringify(error.toBody()),
});

export const encodeExpiryWarning = (id: string): Buffer =>
  encode({ method: 'client_update', id, client_update_type: 'token_about_to_expire' });

/** Why the server itself ends a session. */
export const closeStatuses = {
  expired: { code: 410, status: 'GONE', description: 'The token has expired' },
  'key-deleted': { code: 401, status: 'UNAUTHORIZED', description: 'The API key of the token is not valid' },
  'service-deleted': {
    code: 401,
    status: 'UNAUTHORIZED',
    description: 'The service of the token does not exist',
  },
} as const satisfies Record<string, CloseStatus>;

export const encodeClose = (id: string, status: CloseStatus): Buffer =>
  encode({ method: 'close', id, status: { ...status } });

/** One frame for all sessions: their acknowledgements show that they live, whatever id they repeat. */
export const pingFrame = encode({ method: 'ping', id: `TM${'0'.repeat(32)}` });

/** The codes of RFC 6455 with which the server closes a WebSocket. */
export const closeCodes = { client: 1000, stopping: 1001, 'protocol-error': 1002 } as const;
