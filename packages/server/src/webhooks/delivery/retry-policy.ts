import type { FailureCode, SendResult } from '../http/send-result.ts';
import type { RetryReason } from '../targets/delivery-policy.ts';

/** The retry reason of each failure; undefined for a failure that would recur. */
const retryReasonByFailure: Readonly<Record<FailureCode, 'ct' | 'rt' | undefined>> = {
  'url-invalid': undefined,
  'address-refused': undefined,
  'name-unknown': 'ct',
  'connect-failed': 'ct',
  'connect-timeout': 'ct',
  'tls-failed': 'ct',
  'connection-lost': 'rt',
  'read-timeout': 'rt',
  'total-timeout': 'rt',
  'reply-invalid': 'rt',
  busy: 'ct',
  'resolver-unavailable': 'ct',
  closed: 'ct',
  'account-unknown': undefined,
  'server-down': undefined,
};

/** Whether a result ends its delivery successfully: a reply with a status of 2xx. */
export const isSuccess = (result: SendResult): boolean =>
  result.kind === 'reply' && result.status >= 200 && result.status < 300;

/**
 * Whether a result that is not a success is worth a retry.
 *
 * @param retryOn the results that the target wants retried; by default all that may differ next time.
 */
export function canRetry(result: SendResult, retryOn: readonly RetryReason[] | undefined): boolean {
  if (result.kind === 'reply') {
    const { status } = result;
    if (status < 400) return false;
    if (retryOn === undefined) return status >= 500 || status === 429;
    return retryOn.includes('all') || retryOn.includes(status < 500 ? '4xx' : '5xx');
  }
  const reason = retryReasonByFailure[result.failure];
  if (reason === undefined) return false;
  return retryOn === undefined || retryOn.includes('all') || retryOn.includes(reason);
}

const delayVariation = 0.2;
const maxMeanDelayMs = 600_000;
export const maxRetryDelayMs = maxMeanDelayMs * (1 + delayVariation);

/**
 * The delay before a retry: 1, 5, 25 seconds and so on up to ten minutes, plus or minus 20 %, so that deliveries that
 * failed together are not retried together.
 *
 * @param attempts number of attempts so far, from 1.
 * @param randomFraction from 0 to 1.
 */
export const computeRetryDelayMs = (attempts: number, randomFraction: number): number =>
  Math.round(
    Math.min(1000 * 5 ** (attempts - 1), maxMeanDelayMs) * (1 + delayVariation * (2 * randomFraction - 1)),
  );
