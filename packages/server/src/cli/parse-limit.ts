import { quote } from '@colloquy/contract';
import { UsageError } from '../config/config-error.ts';

/** The number of objects that a command lists. @throws UsageError unless it is a whole number of at least 1. */
export function parseLimit(text = '20'): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1)
    throw new UsageError(`--limit must be a whole number of at least 1, not ${quote(text)}.`);
  return limit;
}
