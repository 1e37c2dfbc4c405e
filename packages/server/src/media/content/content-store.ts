import type { Readable } from 'node:stream';

/** The bytes from `first` to `last`, inclusive. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Stores the content of media by SID. Content never changes. */
export interface ContentStore {
  /**
   * Resolves with the number of bytes when all content is durable. Rejects with the error of the content, or with
   * StorageUnavailable.
   */
  put(sid: string, content: AsyncIterable<Uint8Array>): Promise<number>;
  /**
   * Resolves with the content as a stream, which the caller must read to its end or destroy; undefined if there is none.
   * @throws StorageUnavailable.
   */
  open(sid: string, range?: Range): Promise<Readable | undefined>;
  /**
   * Deletes content, complete or the part that an interrupted `put` has left. Resolves when the deletion is durable.
   * @throws StorageUnavailable.
   */
  remove(sid: string): Promise<void>;
  close(): Promise<void>;
}
