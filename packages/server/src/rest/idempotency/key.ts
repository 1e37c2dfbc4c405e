import { ApiError } from '@colloquy/contract';

/** Printable ASCII, the blank among it. */
const wellFormed = /^[\x20-\x7e]{1,255}$/;

/**
 * The key that a header carries.
 *
 * @throws ApiError 20001.
 */
export function parseKey(header: string | readonly string[]): string {
  if (typeof header === 'string' && wellFormed.test(header)) return header;
  throw new ApiError(20001, 'An Idempotency-Key has 1 to 255 printable ASCII characters');
}
