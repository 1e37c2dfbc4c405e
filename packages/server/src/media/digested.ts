import { createHash } from 'node:crypto';

/** Content that is hashed as it passes, and its hash, once all of it has passed. */
export interface Digested {
  readonly content: AsyncIterable<Uint8Array>;
  readonly digest?: () => string;
}

export function digested(content: AsyncIterable<Uint8Array>): Digested {
  const hash = createHash('sha256');
  async function* passing() {
    for await (const chunk of content) {
      hash.update(chunk);
      yield chunk;
    }
  }
  return { content: passing(), digest: () => hash.digest('base64url') };
}
