import {
  type AttemptRecord,
  type FailureCode,
  isUnsent,
  type SendResult,
  toAttemptRecord,
} from '../http/send-result.ts';
import type { DeliveryPolicy } from '../targets/delivery-policy.ts';
import { canRetry, isSuccess } from './retry-policy.ts';

/** The result of an attempt and what follows from it. */
export interface AttemptOutcome extends AttemptRecord {
  /** `unsent`: the delivery is retried, and the attempt does not count. */
  readonly disposition: 'delivered' | 'retry' | 'unsent' | 'dead-letter';
  /** What the attempt shows about its origin; undefined for nothing. */
  readonly originHealth: 'up' | 'down' | undefined;
}

/** Failures that occur before the origin is contacted. */
const localFailures: readonly FailureCode[] = ['url-invalid', 'address-refused'];

function assessOrigin(result: SendResult): AttemptOutcome['originHealth'] {
  if (isUnsent(result)) return undefined;
  if (result.kind === 'failure') return localFailures.includes(result.failure) ? undefined : 'down';
  // An error status concerns one path; other targets of the origin may work.
  return 'up';
}

/** Attempts after the first, unless the target overrides it. */
const defaultMaxRetries = 3;

/** @param attempts number of attempts before this one. */
export function toAttemptOutcome(
  result: SendResult,
  attempts: number,
  { maxRetries = defaultMaxRetries, retryOn }: Pick<DeliveryPolicy, 'maxRetries' | 'retryOn'>,
): AttemptOutcome {
  const disposition = decideDisposition();
  return { ...toAttemptRecord(result), disposition, originHealth: assessOrigin(result) };

  function decideDisposition(): AttemptOutcome['disposition'] {
    if (isSuccess(result)) return 'delivered';
    if (isUnsent(result)) return 'unsent';
    return attempts < maxRetries && canRetry(result, retryOn) ? 'retry' : 'dead-letter';
  }
}

/** The outcome of a delivery that is dead-lettered without a request. */
export const toUnsentDeadLetter = (failure: FailureCode, detail: string): AttemptOutcome => ({
  ...toAttemptRecord({ kind: 'failure', failure, detail, durationMs: 0 }),
  disposition: 'dead-letter',
  originHealth: undefined,
});
