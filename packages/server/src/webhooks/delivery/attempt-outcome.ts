import {
  type AttemptRecord,
  type FailureCode,
  type SendResult,
  toAttemptRecord,
} from '../http/send-result.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { canRetry, isSuccess } from './retry-policy.ts';

/** The result of an attempt and what follows from it. */
export interface AttemptOutcome extends AttemptRecord {
  readonly disposition: 'delivered' | 'retry' | 'dead-letter';
  /** What the attempt shows about its origin; undefined for nothing. */
  readonly originHealth: 'up' | 'down' | undefined;
}

/** Failures that occur before the origin is contacted. */
const localFailures: readonly FailureCode[] = ['url-invalid', 'address-refused', 'busy', 'closed'];

function assessOrigin(result: SendResult): AttemptOutcome['originHealth'] {
  if (result.kind === 'failure') return localFailures.includes(result.failure) ? undefined : 'down';
  // An error status concerns one path; other targets of the origin may work.
  return 'up';
}

/** Failures of our own: they never count as an attempt, so they never end a delivery. */
const unsentFailures: readonly FailureCode[] = ['busy', 'closed'];

/** Attempts after the first, unless the target overrides it. */
const defaultMaxRetries = 3;

/** @param attempts number of attempts before this one. */
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

/** The outcome of a delivery that is dead-lettered without a request. */
export const toUnsentDeadLetter = (error: string): AttemptOutcome => ({
  status: null,
  error,
  body: null,
  durationMs: 0,
  disposition: 'dead-letter',
  originHealth: undefined,
});
