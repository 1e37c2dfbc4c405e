import type { Connection } from './connection.ts';
import { type Failure, type Result, recordOf } from './result.ts';
import { mayRetry, succeeded } from './retry.ts';

/** What came of an attempt, and what follows from it. */
export interface Outcome extends ReturnType<typeof recordOf> {
  readonly verdict: 'delivered' | 'again' | 'dead';
  /** What the attempt says of the server that it was made at; undefined for nothing. */
  readonly server: 'up' | 'down' | undefined;
}

/** What is in the way before anybody is asked. */
const ours: readonly Failure[] = ['url-invalid', 'address-refused', 'busy', 'closed'];

function serverOf(result: Result): Outcome['server'] {
  if (result.kind === 'failure') return ours.includes(result.failure) ? undefined : 'down';
  // One that answers, whatever it says, has others of its paths to say something else.
  return 'up';
}

/** Nothing was sent, so nothing was tried: such a delivery is never given up for it. */
const unsent: readonly Failure[] = ['busy', 'closed'];

/** Attempts after the first, unless the target says. */
const usualRetries = 3;

/**
 * Whether a delivery has arrived, is worth another attempt, or is given up.
 *
 * @param attempts those before this one.
 */
export function outcomeOf(
  result: Result,
  attempts: number,
  { retries = usualRetries, retryOn }: Pick<Connection, 'retries' | 'retryOn'>,
): Outcome {
  const waits = result.kind === 'failure' && unsent.includes(result.failure);
  const again = waits || (attempts < retries && mayRetry(result, retryOn));
  const verdict = succeeded(result) ? 'delivered' : again ? 'again' : 'dead';
  return { ...recordOf(result), verdict, server: serverOf(result) };
}

/**
 * Milliseconds before the next attempt: 1, 5, 25 seconds and so on, up to ten minutes, each a fifth more or less so
 * that what failed together does not come again together.
 *
 * @param attempts those so far, from 1.
 * @param chance from 0 to 1.
 */
export const delay = (attempts: number, chance: number): number =>
  Math.round(Math.min(1000 * 5 ** (attempts - 1), 600_000) * (0.8 + 0.4 * chance));
