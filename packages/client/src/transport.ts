import { type BaseUrl, isSameOrigin, parseBaseUrl } from './base-url.ts';
import { authorizationOf } from './credentials.ts';
import { toColloquyError } from './error-reply.ts';
import { ConnectionError, UnexpectedReplyError } from './errors.ts';
import { assertTimeout, type CallOptions, type ClientOptions } from './options.ts';
import { type Platform, resolvePlatform } from './platform.ts';
import { resolveRetryPolicy, withRetries } from './retry.ts';
import { startDeadline } from './wait.ts';

/** A request, but for the credentials. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A form. */
  readonly body?: string;
}

/** A reply of success. */
interface Reply {
  readonly text: string;
  readonly etag: string | undefined;
}

/** Sends requests to one server with one set of credentials. */
export interface Transport {
  readonly base: BaseUrl;
  /**
   * @throws ColloquyError, ConnectionError, RequestTimeoutError, the signal's reason, or UnexpectedReplyError
   * when the request would leave the server that the credentials are for.
   */
  readonly send: (request: ApiRequest, options: CallOptions) => Promise<Reply>;
}

const twilioBaseUrl = 'https://conversations.twilio.com';
const defaultTimeoutMs = 30_000;

/** @throws TypeError when base URL or credentials cannot be used, RangeError when the time limit cannot. */
export function createTransport(options: ClientOptions): Transport {
  const base = parseBaseUrl(options.baseUrl ?? twilioBaseUrl);
  const authorization = authorizationOf(options);
  const platform = resolvePlatform(options);
  const policy = resolveRetryPolicy(options.retry);
  // Twilio takes keys and does not mind them: a repeat would be done a second time.
  const supportsIdempotencyKeys = !/[./]twilio\.com(:|$)/.test(base.origin);
  const clientTimeoutMs = assertTimeout(options.timeoutMs ?? defaultTimeoutMs);
  return {
    base,
    send: async (request, { signal, timeoutMs = clientTimeoutMs }) => {
      assertTimeout(timeoutMs);
      // Checked where the credentials are added, so that no way around it can come to be.
      if (!isSameOrigin(base, request.url))
        throw new UnexpectedReplyError(`A link leads away from ${base.origin}; it is not followed`);
      const init: RequestInit = {
        method: request.method,
        headers: new Headers({
          ...request.headers,
          Accept: 'application/json',
          Authorization: authorization,
        }),
        body: request.body ?? null,
        // The API never redirects; following would turn a POST into a GET.
        redirect: 'manual',
        // In a browser: no cookies, and no log-in window of its own on a 401.
        credentials: 'omit',
      };
      const isRetryable =
        request.method === 'GET' || (supportsIdempotencyKeys && 'Idempotency-Key' in request.headers);
      const call = { isRetryable, signal };
      return withRetries(
        () => sendAttempt(request.url, init, timeoutMs, signal, platform),
        call,
        policy,
        platform,
      );
    },
  };
}

async function sendAttempt(
  url: string,
  init: RequestInit,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  platform: Platform,
): Promise<Reply> {
  signal?.throwIfAborted();
  // Without the query, which may hold what does not belong into logs.
  const what = `${init.method} ${url.replace(/\?.*/, '')}`;
  const limit = startDeadline(platform.timer, { what, timeoutMs }, signal);
  const { response, text } = await readReply(platform.fetch, url, { ...init, signal: limit.signal })
    .catch((cause: unknown) => {
      // The reason says why: the caller's own, or the time limit.
      limit.signal.throwIfAborted();
      throw new ConnectionError(`${what}: no reply`, { cause });
    })
    .finally(limit.clear);
  if (!response.ok) throw toColloquyError(response, text, platform.now());
  return { text, etag: response.headers.get('ETag') ?? undefined };
}

/** A reply with its body: the limit covers both. */
async function readReply(fetch: Platform['fetch'], url: string, init: RequestInit) {
  const response = await fetch(url, init);
  return { response, text: await response.text() };
}
