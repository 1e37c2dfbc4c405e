import type { IncomingMessage } from 'node:http';
import { ApiError } from '@colloquy/contract';
import { contentEncodingError } from '../../http/body-parsers.ts';
import { type FilePart, readFirstFile } from './multipart.ts';

/** How long a sender may send nothing, and how long the rest of a rejected body is read. */
const idleTimeoutMs = 30_000;

/** Maximum duration of an upload; less than the time after which an upload is abandoned. */
const maxDurationMs = 6 * 3_600_000;

/** Maximum size of a form in addition to its file. */
const maxFormOverheadBytes = 1024 * 1024;

/** The content of an upload with its type and name. */
export type IncomingUpload = Pick<FilePart, 'content' | 'contentType'> & { readonly filename?: string };

/**
 * Streams the content of an upload: the body itself, or the file of a form. What `work` does not read is discarded.
 *
 * @param maxBytes maximum size of the content.
 * @throws ApiError 50512 for content over the limit, at once if Content-Length says so; 20001 for a compressed body, a
 * form without a file, and a sender that stops. The content can throw the same errors. Also what `work` throws.
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
    const encodingError = contentEncodingError(request);
    if (encodingError !== undefined) throw encodingError;
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
  // The maximum length of RFC 2046.
  if (boundary === '' || boundary.length > 70) {
    throw new ApiError(20001, 'The request body is not a form with a file: it has no boundary');
  }
  return boundary;
}

/** Yields the content, and then reads the rest of the body without using it. */
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

/** Yields the body of a request; throws when the sender is idle for too long. The connection stays open for a reply. */
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
      // The time that we took to process the chunk does not count.
      timer.refresh();
    }
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(20001, 'The request was broken off');
  } finally {
    clearTimeout(timer);
    // Not awaited, because it may wait for a chunk that never arrives.
    chunks.return?.().catch(() => {});
  }
}

/** Discards the rest of the body for a limited time, so that the sender can receive the reply. */
function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.socket.destroy(), idleTimeoutMs).unref();
  request.once('close', () => clearTimeout(timer)).resume();
}
