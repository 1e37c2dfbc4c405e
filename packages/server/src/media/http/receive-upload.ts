import type { IncomingMessage } from 'node:http';
import { ApiError } from '@colloquy/contract';
import { type FilePart, readFirstFile } from './multipart.ts';

/** Milliseconds that a sender may be silent for, and that it may take for what nobody wants any more. */
const idleTimeoutMs = 30_000;

/** Milliseconds that all of it may take: less than what an upload is waited for before it is taken for given up. */
const maxDurationMs = 6 * 3_600_000;

/** Bytes that the other parts and the boundaries of a form may take beside its file. */
const maxFormOverheadBytes = 1024 * 1024;

/** What an upload brings. */
export type IncomingUpload = Pick<FilePart, 'content' | 'contentType'> & { readonly filename?: string };

/**
 * Reads the body of an upload as it comes: the body itself, or the file of a form. What `work` leaves unread is
 * thrown away.
 *
 * @param maxBytes bytes that the content may have.
 * @throws ApiError 50512 for content over the limit, at once if its length is told; 20001 for a form without a file
 * and for a sender that stops; the latter two also come from the content. And what `work` throws.
 */
export async function receiveUpload<Result>(
  request: IncomingMessage,
  maxBytes: number,
  work: (upload: IncomingUpload) => Promise<Result>,
): Promise<Result> {
  const contentType = request.headers['content-type'];
  const multipart = /^multipart\/form-data\s*(?:;(.*))?$/is.exec(contentType ?? '');
  const maxBodyBytes = multipart === null ? maxBytes : maxBytes + maxFormOverheadBytes;
  const body = limitBytes(maxBodyBytes, readWithTimeouts(request));
  try {
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw new ApiError(50512);
    if (multipart === null) return await work({ contentType, content: body });
    const file = await readFirstFile(body, parseBoundary(multipart[1] ?? ''));
    return await work({ ...file, content: thenDrain(limitBytes(maxBytes, file.content), body) });
  } finally {
    await body.return(undefined);
    discardRest(request);
  }
}

function parseBoundary(parameters: string): string {
  const [, quoted, plain] = /(?:^|;)\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i.exec(parameters) ?? [];
  const boundary = quoted ?? plain ?? '';
  // As long as the standard allows.
  if (boundary === '' || boundary.length > 70) {
    throw new ApiError(20001, 'The request body is no form with a file: it has no boundary');
  }
  return boundary;
}

/** The content, and the rest of what it came in, which nobody reads. */
async function* thenDrain(content: AsyncIterable<Uint8Array>, remainder: AsyncIterable<Uint8Array>) {
  yield* content;
  for await (const _ of remainder);
}

async function* limitBytes(maxBytes: number, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of content) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new ApiError(50512);
    yield chunk;
  }
}

/** What a request sends, unless it is silent for too long. The connection stays, for the reply. */
async function* readWithTimeouts(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  const timeoutError = new ApiError(20001, 'The request took too long to arrive', 408);
  const idle = Promise.withResolvers<never>();
  idle.promise.catch(() => {});
  const timer = setTimeout(() => idle.reject(timeoutError), idleTimeoutMs);
  const deadline = performance.now() + maxDurationMs;
  const chunks: AsyncIterator<Uint8Array> = request.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const { done, value } = await Promise.race([chunks.next(), idle.promise]);
      if (done) return;
      if (performance.now() > deadline) throw timeoutError;
      timer.refresh();
      yield value;
      // The time that it waited for us does not count.
      timer.refresh();
    }
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(20001, 'The request was broken off');
  } finally {
    clearTimeout(timer);
    // Not waited for: it may stand behind a chunk that does not come.
    chunks.return?.().catch(() => {});
  }
}

/** Lets a sender say the rest, so that it can hear the reply, but not for long. */
function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.socket.destroy(), idleTimeoutMs).unref();
  request.once('close', () => clearTimeout(timer)).resume();
}
