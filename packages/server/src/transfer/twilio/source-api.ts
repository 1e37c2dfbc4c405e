import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type ClientOptions, createRawSender, type RawRequest } from '@colloquy/client';
import { readLimited } from '../../platform/read-limited.ts';
import { TransferError } from '../records/transfer-error.ts';
import type { RequestPacer } from './request-pacer.ts';
import { isObject, type SourceObject } from './source-object.ts';

/** Reads from a server that speaks the API. */
export interface SourceApi {
  /** An object; undefined if there is none. */
  find(path: string): Promise<SourceObject | undefined>;
  /** The objects of a list, page by page; none if its parent has been deleted. */
  pages(path: string, key: string): AsyncGenerator<readonly SourceObject[]>;
  /** Content; undefined if there is none. */
  open(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** Fetches content at another server, which a redirect of the source has named, without following redirects. */
export type FetchElsewhere = (url: URL, signal: AbortSignal) => Promise<ContentReply>;

/** What is read of a reply with content. */
interface ContentReply extends Pick<Response, 'ok' | 'status' | 'url'> {
  readonly headers: Pick<Headers, 'get'>;
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null;
}

export interface RetryPolicy {
  /** Attempts of a request before the import ends. */
  readonly maxAttempts: number;
  /** The delay before the first retry, which doubles with each. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** Time limit of each attempt, with its body; content can be long. */
  readonly timeoutMs: number;
  readonly contentTimeoutMs: number;
}

const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 10,
  baseDelayMs: 250,
  maxDelayMs: 60_000,
  timeoutMs: 30_000,
  contentTimeoutMs: 1_800_000,
};

type ReadReply<Body> = (response: Response, signal: AbortSignal) => Promise<Body>;

const pageSize = 100;

/** A page of 100 messages with the longest texts has less. */
const maxReplyBytes = 64_000_000;

/**
 * Creates a reader that retries what fails for a time: connections, time limits, status 429 and those from 500 on. A
 * `Retry-After` delays all requests.
 *
 * @throws TypeError for an invalid base URL or credentials.
 */
export function createSourceApi(
  options: ClientOptions,
  pacer: RequestPacer,
  fetchElsewhere: FetchElsewhere,
  policy: RetryPolicy = defaultRetryPolicy,
): SourceApi {
  const send = createRawSender({ ...options, timeoutMs: policy.timeoutMs });

  /** @throws TransferError for a refusal, and when all attempts have failed. */
  async function request<Body>(
    path: string,
    read: ReadReply<Body>,
    timeoutMs = policy.timeoutMs,
  ): Promise<Body | undefined> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await pacer.run(() => tryOnce(path, read, timeoutMs));
      if ('body' in outcome) return outcome.body;
      if (!outcome.isRetryable || attempt >= policy.maxAttempts)
        throw new TransferError(`The source failed at ${withoutQuery(path)}: ${outcome.reason}`);
      const backoffMs =
        Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
      if (outcome.retryAfterMs === undefined) await wait(backoffMs);
      else pacer.pause(Math.min(outcome.retryAfterMs, policy.maxDelayMs));
    }
  }

  async function tryOnce<Body>(path: string, read: ReadReply<Body>, timeoutMs: number) {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await send({ method: 'GET', path } satisfies RawRequest, { signal });
      if (response.ok || isRedirect(response)) return { body: await read(response, signal) };
      await response.body?.cancel();
      const { status } = response;
      if (status === 404) return { body: undefined };
      const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
      return {
        isRetryable: status === 429 || status >= 500,
        reason: `status ${status}`,
        retryAfterMs: Number.isNaN(retryAfter) ? undefined : retryAfter * 1000,
      };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { isRetryable: !(error instanceof TransferError), reason, retryAfterMs: undefined };
    }
  }

  return {
    find: (path) => request(path, readObject),
    async *pages(path, key) {
      for (
        let next: string | undefined = `${path}${path.includes('?') ? '&' : '?'}PageSize=${pageSize}`;
        next;
      ) {
        const page: SourceObject | undefined = await request(next, readObject);
        const objects = page?.[key];
        if (Array.isArray(objects)) yield objects.filter(isObject);
        const following = nextPath(page);
        if (following === next)
          throw new TransferError(`The source names a page of ${withoutQuery(path)} as its own next page.`);
        next = following;
      }
    },
    open: (path) =>
      request(
        path,
        (response, signal) => openBody(response, signal, fetchElsewhere),
        policy.contentTimeoutMs,
      ),
  };
}

const withoutQuery = (path: string): string => path.replace(/\?.*/, '');

/**
 * The path of the next page. A page URL can name another host, such as the one behind a proxy: only its path is used, so
 * that no other host gets the credentials.
 *
 * @throws TransferError for a URL that is not one of the API.
 */
function nextPath(page: SourceObject | undefined): string | undefined {
  const meta = page?.['meta'];
  const url = isObject(meta) ? meta['next_page_url'] : undefined;
  if (typeof url !== 'string') return undefined;
  const { pathname, search } = URL.parse(url) ?? { pathname: '', search: '' };
  const start = pathname.indexOf('/v1/');
  if (start < 0) throw new TransferError(`The source names a next page without /v1/: ${url}`);
  return pathname.slice(start) + search;
}

async function readObject(response: Response): Promise<SourceObject> {
  const value: unknown = JSON.parse(await readLimited(response.body ?? Readable.from([]), maxReplyBytes));
  if (!isObject(value)) throw new TypeError('The reply is not an object.');
  return value;
}

const isRedirect = ({ status }: Pick<Response, 'status'>): boolean => status >= 300 && status < 400;

const maxRedirects = 5;

/** Content may be elsewhere, at a signed URL that needs no credentials, and gets none. */
async function openBody(
  response: Response,
  signal: AbortSignal,
  fetchElsewhere: FetchElsewhere,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { origin } = new URL(response.url);
  let reply: ContentReply = response;
  for (let count = 0; count < maxRedirects && isRedirect(reply); count++) {
    const location = URL.parse(reply.headers.get('Location') ?? '', reply.url);
    if (location === null) break;
    await reply.body?.cancel();
    reply =
      location.origin === origin
        ? await fetch(location, { redirect: 'manual', signal })
        : await fetchElsewhere(location, signal);
  }
  if (!reply.ok) throw new TypeError('The content cannot be read.');
  return reply.body ?? undefined;
}
