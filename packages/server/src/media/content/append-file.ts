import type { FileHandle } from 'node:fs/promises';
import { StorageUnavailable } from '../../storage/storage.ts';

/**
 * Appends content to a file as it arrives.
 *
 * @param onChunk called after each chunk that has been written.
 * @returns the number of bytes.
 * @throws StorageUnavailable, or the error of the content.
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

/** Turns errors of the disk into StorageUnavailable, because they are not the fault of the request. */
export async function orUnavailable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw new StorageUnavailable(`A file of the media fails: ${String(cause)}`, { cause });
  }
}
