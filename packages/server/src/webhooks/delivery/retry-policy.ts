import type { FailureCode, SendResult } from '../http/send-result.ts';
import type { RetryReason } from './delivery-policy.ts';

/** What the result of an attempt is to the retry policy of its target; undefined for what no attempt would mend. */
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
  // Nothing was sent.
  busy: 'ct',
  closed: 'ct',
};

/** Whether a request has done what it was for. */
export const isSuccess = (result: SendResult): boolean =>
  result.kind === 'reply' && result.status >= 200 && result.status < 300;

/**
 * Whether a request that has not succeeded is to be made again, if there are attempts left.
 *
 * @param retryOn what its target wants that for; unless it says, all but the answers that would be the same again.
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
