import type { FileHandle } from 'node:fs/promises';
import { StorageUnavailable } from '../../storage/storage.ts';

/**
 * Writes content to the end of a file as it comes.
 *
 * @param onChunk is told of each piece that has been written.
 * @returns the number of bytes.
 * @throws StorageUnavailable, or the content's own error.
 */
export async function appendAll(
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void = () => {},
): Promise<number> {
  let size = 0;
  for await (const chunk of content) {
    await orUnavailable(file.appendFile(chunk));
    onChunk(chunk);
    size += chunk.byteLength;
  }
  return size;
}

/** A disk that is full or broken is no fault of the request. */
export async function orUnavailable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw new StorageUnavailable(`A file of the media fails: ${String(cause)}`, { cause });
  }
}
