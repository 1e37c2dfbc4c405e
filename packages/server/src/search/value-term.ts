import { createHash } from 'node:crypto';

/** A term for a value that a filter compares as a whole, of any length and of any characters. */
export const valueTerm = (letter: string, ...values: readonly string[]): string =>
  `_${letter}${createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 20)}`;
