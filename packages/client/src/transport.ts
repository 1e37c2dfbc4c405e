import { type BaseUrl, isSameOrigin, parseBaseUrl } from './base-url.ts';
import { authorizationOf } from './credentials.ts';
import { toColloquyError } from './error-reply.ts';
import { ConnectionError, UnexpectedReplyError } from './errors.ts';
import { assertTimeout, type CallOptions, type ClientOptions } from './options.ts';
import { type Platform, resolvePlatform } from './platform.ts';
import { resolveRetryPolicy, withRetries } from './retry.ts';
import { startDeadline } from './wait.ts';

/** A request without the credentials. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A form, JSON, or content. */
  readonly body?: string | Blob | URLSearchParams;
  /** Media types of the reply; JSON unless given. */
  readonly accept?: string;
}

/** A successful reply. */
interface Reply<Body> {
  readonly body: Body;
  readonly etag: string | undefined;
}

/** Reads the body of a reply of success. The time limit of the attempt covers it. */
export type ReadBody<Body> = (response: Response) => Promise<Body>;

export const readText: ReadBody<string> = (response) => response.text();

/** Sends requests to one server with one set of credentials. */
export interface Transport {
  readonly base: BaseUrl;
  /**
   * @throws ColloquyError, ConnectionError, RequestTimeoutError, the reason of the signal, or UnexpectedReplyError
   * for a URL of another server than the one that the credentials are for.
   */
  readonly send: <Body>(
    request: ApiRequest,
    options: CallOptions,
    read: ReadBody<Body>,
  ) => Promise<Reply<Body>>;
  /**
   * Sends a request once, and resolves with whatever the server replies. The time limit covers the wait for the reply.
   *
   * @throws ConnectionError, RequestTimeoutError, the reason of the signal, or UnexpectedReplyError as above.
   */
  readonly exchange: (request: ApiRequest, options: CallOptions) => Promise<Response>;
}

const twilioBaseUrl = 'https://conversations.twilio.com';
const defaultTimeoutMs = 30_000;

/** @throws TypeError for an invalid base URL or credentials, RangeError for an invalid timeout. */
export function createTransport(options: ClientOptions): Transport {
  const base = parseBaseUrl(options.baseUrl ?? twilioBaseUrl);
  const authorization = authorizationOf(options);
  const platform = resolvePlatform(options);
  const policy = resolveRetryPolicy(options.retry);
  const isTwilio = /[./]twilio\.com(:|$)/.test(base.origin);
  // Twilio ignores idempotency keys, so a repeated call would be carried out twice.
  const supportsIdempotencyKeys = !isTwilio;
  // Shows Colloquy that a browser asked first whether a page of another origin may send the request; Twilio forbids it.
  const requestedWith = isTwilio ? {} : { 'X-Requested-With': '@colloquy/client' };
  const clientTimeoutMs = assertTimeout(options.timeoutMs ?? defaultTimeoutMs);
  const toInit = (request: ApiRequest): RequestInit => {
    // Checked where the credentials are added, so that it cannot be bypassed.
    if (!isSameOrigin(base, request.url))
      throw new UnexpectedReplyError(`A link leads away from ${base.origin}; it is not followed`);
    return {
      method: request.method,
      headers: new Headers({
        ...request.headers,
        ...requestedWith,
        Accept: request.accept ?? 'application/json',
        Authorization: authorization,
      }),
      body: request.body ?? null,
      // The API never redirects, and following a redirect would turn a POST into a GET.
      redirect: 'manual',
      // In a browser: no cookies, and no login prompt for a 401.
      credentials: 'omit',
    };
  };
  return {
    base,
    exchange: async (request, { signal, timeoutMs = clientTimeoutMs }) => {
      assertTimeout(timeoutMs);
      return withinDeadline(request.url, toInit(request), timeoutMs, signal, platform, (init) =>
        platform.fetch(request.url, init),
      );
    },
    send: async (request, { signal, timeoutMs = clientTimeoutMs }, read) => {
      assertTimeout(timeoutMs);
      const init = toInit(request);
      const isRetryable =
        request.method === 'GET' || (supportsIdempotencyKeys && 'Idempotency-Key' in request.headers);
      const call = { isRetryable, signal };
      return withRetries(
        () => sendAttempt(request.url, init, timeoutMs, signal, platform, read),
        call,
        policy,
        platform,
      );
    },
  };
}

async function sendAttempt<Body>(
  url: string,
  init: RequestInit,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  platform: Platform,
  read: ReadBody<Body>,
): Promise<Reply<Body>> {
  const received = await withinDeadline(url, init, timeoutMs, signal, platform, (limited) =>
    readReply(platform.fetch, url, limited, read),
  );
  const { response } = received;
  if ('error' in received) throw toColloquyError(response, received.error, platform.now());
  return { body: received.body, etag: response.headers.get('ETag') ?? undefined };
}

/** Runs work with a request whose signal ends it. @throws the reason of the signal, RequestTimeoutError or ConnectionError. */
async function withinDeadline<Result>(
  url: string,
  init: RequestInit,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  platform: Platform,
  work: (init: RequestInit) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  // Without the query, which may contain what must not be logged.
  const what = `${init.method} ${url.replace(/\?.*/, '')}`;
  const limit = startDeadline(platform.timer, { what, timeoutMs }, signal);
  return work({ ...init, signal: limit.signal })
    .catch((cause: unknown) => {
      // Throws the reason of the caller, or the timeout.
      limit.signal.throwIfAborted();
      throw new ConnectionError(`${what}: no reply`, { cause });
    })
    .finally(limit.clear);
}

/** Reads a reply with its body; the timeout includes both. */
async function readReply<Body>(
  fetch: Platform['fetch'],
  url: string,
  init: RequestInit,
  read: ReadBody<Body>,
) {
  const response = await fetch(url, init);
  return response.ok ? { response, body: await read(response) } : { response, error: await response.text() };
}
