/** What came of an attempt. */
export interface Outcome {
  /** Of the reply; null when there was none. */
  readonly status: number | null;
  /** What was in the way of a reply. */
  readonly error: string | null;
  /** First bytes of the reply's body. */
  readonly body: string | null;
  /** Milliseconds. */
  readonly duration: number;
  /** How often such a delivery is tried again at most. */
  readonly retries: number;
}

export type Verdict = 'delivered' | 'again' | 'dead';

/**
 * Whether a delivery has arrived, is worth another attempt, or is given up. A reply that refuses it for good is not
 * asked for again.
 *
 * @param attempts those before this one.
 */
export function verdict({ status, retries }: Outcome, attempts: number): Verdict {
  if (status !== null && status >= 200 && status < 300) return 'delivered';
  const passing = status === null || status >= 500 || status === 429;
  return passing && attempts < retries ? 'again' : 'dead';
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
