import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { StorageUnavailable } from '../../storage/storage.ts';
import { appendAll, orUnavailable } from './append-file.ts';
import type { BucketLocation } from './content-location.ts';
import type { ContentStore } from './content-store.ts';

/** Timeout for the start of a response, in addition to the time that the upload may take. */
const responseTimeoutMs = 30_000;

/** Minimum upload rate before a request times out. */
const minBytesPerMs = 100;

/** Each delay is twice as long as the one before. */
const [maxAttempts, retryDelayMs] = [4, 100];

/** Creates a content store in a bucket of any S3-compatible service; the key of an object is the SID. */
export function createBucketStore(location: BucketLocation): ContentStore {
  const { url, ...credentials } = location;
  const client = new AwsClient({ ...credentials, service: 's3', retries: 0 });

  /** Sends a request, retries transient failures, and resolves with the first response that has an expected status. */
  const send = async (
    sid: string,
    expected: readonly number[],
    size: number,
    init: () => RequestInit & { readonly duplex?: 'half' },
  ): Promise<Response> => {
    for (let attempt = 1, delayMs = retryDelayMs; ; attempt++, delayMs *= 2) {
      const reply = await sendOnce(client, url + sid, responseTimeoutMs + size / minBytesPerMs, init());
      if (reply instanceof Response && expected.includes(reply.status)) return reply;
      const retryable = !(reply instanceof Response) || reply.status >= 500 || reply.status === 429;
      if (!retryable || attempt === maxAttempts) {
        throw reply instanceof Response ? new StorageUnavailable(await describeError(reply)) : reply;
      }
      if (reply instanceof Response) await reply.body?.cancel();
      await sleep(delayMs);
    }
  };

  return {
    // S3 requires the length before the first byte, so the content is written to a temporary file first.
    put: (sid, content) =>
      withSpool(async (spool) => {
        const hash = createHash('sha256');
        const size = await appendAll(spool, content, (chunk) => hash.update(chunk));
        const digest = hash.digest('hex');
        const reply = await send(sid, [200], size, () => ({
          method: 'PUT',
          headers: { 'content-length': String(size), 'x-amz-content-sha256': digest },
          body: size === 0 ? '' : Readable.toWeb(spool.createReadStream({ start: 0, autoClose: false })),
          duplex: 'half',
        }));
        await reply.body?.cancel();
        return size;
      }),
    open: async (sid, range) => {
      const reply = await send(sid, range === undefined ? [200, 404] : [206, 404], 0, () => ({
        method: 'GET',
        headers: range === undefined ? {} : { range: `bytes=${range.first}-${range.last}` },
      }));
      if (reply.status === 200 || reply.status === 206) {
        return reply.body === null ? Readable.from([]) : Readable.fromWeb(reply.body as ReadableStream);
      }
      await reply.body?.cancel();
      return undefined;
    },
    remove: async (sid) => {
      const reply = await send(sid, [200, 204, 404], 0, () => ({ method: 'DELETE' }));
      await reply.body?.cancel();
    },
    close: async () => {},
  };
}

/** Makes one attempt. An unreachable store is returned as an error, not thrown. */
async function sendOnce(
  client: AwsClient,
  url: string,
  timeoutMs: number,
  init: RequestInit,
): Promise<Response | StorageUnavailable> {
  const abort = new AbortController();
  // The timeout does not apply to the body of the response.
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    return await client.fetch(url, { ...init, redirect: 'error', signal: abort.signal });
  } catch (cause) {
    return new StorageUnavailable(`The bucket of the media cannot be reached: ${String(cause)}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** The start of an error response; it has the reason, such as an invalid key. */
async function describeError(reply: Response): Promise<string> {
  const text = await reply.text().catch(() => '');
  return `The bucket of the media answers ${reply.status}: ${text.slice(0, 500)}`;
}

/** Creates a temporary file that is already unlinked, so that it disappears with the process. */
async function withSpool<Result>(work: (spool: FileHandle) => Promise<Result>): Promise<Result> {
  const path = join(tmpdir(), `colloquy-upload-${crypto.randomUUID()}`);
  const spool = await orUnavailable(open(path, 'wx+', 0o600));
  try {
    await orUnavailable(rm(path));
    return await work(spool);
  } finally {
    await spool.close();
  }
}
