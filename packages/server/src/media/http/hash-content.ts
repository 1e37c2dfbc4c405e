import { createHash } from 'node:crypto';

/** Hashes content while it is streamed; the hash is available after the last chunk. */
export interface HashedContent {
  readonly content: AsyncIterable<Uint8Array>;
  readonly digest?: () => string;
}

export function hashContent(content: AsyncIterable<Uint8Array>): HashedContent {
  const hash = createHash('sha256');
  async function* hashedChunks() {
    for await (const chunk of content) {
      hash.update(chunk);
      yield chunk;
    }
  }
  return { content: hashedChunks(), digest: () => hash.digest('base64url') };
}
