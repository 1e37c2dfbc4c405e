import { ApiError } from '@colloquy/contract';

/** The status of a reply that refuses a token, and its payload. */
interface Refusal {
  readonly status: {
    readonly code: number;
    readonly status: string;
    readonly description?: string;
    readonly errorCode?: number;
  };
  readonly payload?: string;
}

/** The time that clients wait before they try again when there are too many. */
const backoff = JSON.stringify({ backoff_policy: { reconnect_min_ms: 2000, reconnect_max_ms: 10_000 } });

/** The client gives up after 401 and 403, and tries again after 429 and 503. */
export function refusal(error: unknown): Refusal {
  if (!(error instanceof ApiError)) return { status: { code: 503, status: 'SERVICE_UNAVAILABLE' } };
  if (error.status === 429) return { status: { code: 429, status: 'TOO_MANY_REQUESTS' }, payload: backoff };
  const [code, status] = error.status === 403 ? [403, 'FORBIDDEN'] : [401, 'UNAUTHORIZED'];
  return { status: { code, status, description: error.message, errorCode: error.code } };
}

/** The text that apps see as the message of an error. */
export function statusText(status: number, body: string): string {
  if (status < 400) return 'OK';
  try {
    const { message } = JSON.parse(body) as { readonly message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // A body without a message.
  }
  return 'Error';
}
