import { type FailureCode, type SendResult, toAttemptRecord } from '../http/send-result.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { canRetry, isSuccess } from './retry-policy.ts';

/** What came of an attempt, and what follows from it. */
export interface AttemptOutcome extends ReturnType<typeof toAttemptRecord> {
  readonly disposition: 'delivered' | 'retry' | 'dead-letter';
  /** What the attempt says of the server that it was made at; undefined for nothing. */
  readonly originHealth: 'up' | 'down' | undefined;
}

/** What is in the way before anybody is asked. */
const localFailures: readonly FailureCode[] = ['url-invalid', 'address-refused', 'busy', 'closed'];

function assessOrigin(result: SendResult): AttemptOutcome['originHealth'] {
  if (result.kind === 'failure') return localFailures.includes(result.failure) ? undefined : 'down';
  // One that answers, whatever it says, has others of its paths to say something else.
  return 'up';
}

/** Nothing was sent, so nothing was tried: such a delivery is never given up for it. */
const unsentFailures: readonly FailureCode[] = ['busy', 'closed'];

/** Attempts after the first, unless the target says. */
const defaultMaxRetries = 3;

/**
 * Whether a delivery has arrived, is worth another attempt, or is given up.
 *
 * @param attempts those before this one.
 */
export function toAttemptOutcome(
  result: SendResult,
  attempts: number,
  { maxRetries = defaultMaxRetries, retryOn }: Pick<DeliveryPolicy, 'maxRetries' | 'retryOn'>,
): AttemptOutcome {
  const isUnsent = result.kind === 'failure' && unsentFailures.includes(result.failure);
  const isRetried = isUnsent || (attempts < maxRetries && canRetry(result, retryOn));
  const disposition = isSuccess(result) ? 'delivered' : isRetried ? 'retry' : 'dead-letter';
  return { ...toAttemptRecord(result), disposition, originHealth: assessOrigin(result) };
}

/**
 * Milliseconds before the next attempt: 1, 5, 25 seconds and so on, up to ten minutes, each a fifth more or less so
 * that what failed together does not come again together.
 *
 * @param attempts those so far, from 1.
 * @param randomFraction from 0 to 1.
 */
export const computeRetryDelayMs = (attempts: number, randomFraction: number): number =>
  Math.round(Math.min(1000 * 5 ** (attempts - 1), 600_000) * (0.8 + 0.4 * randomFraction));
