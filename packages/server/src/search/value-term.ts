import { hash } from 'node:crypto';

/** A term for a value that a filter compares as a whole, of any length and of any characters. */
export const valueTerm = (letter: string, ...values: readonly string[]): string =>
  `_${letter}${hash('sha256', JSON.stringify(values)).slice(0, 20)}`;
