import type { Readable } from 'node:stream';

/** The bytes `first` to `last` of content, both included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Where the content of media is kept, by the SID of the media. Content never changes. */
export interface ContentStore {
  /**
   * Resolves with the number of bytes when all of it is kept for good: a crash from here on loses none of it. Rejects with the
   * content's own error, or with StorageUnavailable.
   */
  put(sid: string, content: AsyncIterable<Uint8Array>): Promise<number>;
  /**
   * The content as a stream that its reader must end or destroy; undefined when there is none.
   * @throws StorageUnavailable.
   */
  open(sid: string, range?: Range): Promise<Readable | undefined>;
  /**
   * Removes content, all or the part that an interrupted `put` has left; resolves when it cannot come back.
   * @throws StorageUnavailable.
   */
  remove(sid: string): Promise<void>;
  close(): Promise<void>;
}
