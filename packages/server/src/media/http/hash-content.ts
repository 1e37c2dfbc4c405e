import { createHash } from 'node:crypto';

/** Content that is hashed as it passes, and its hash, once all of it has passed. */
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
