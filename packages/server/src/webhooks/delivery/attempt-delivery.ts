import { buildRequest, toUuid } from '../http/build-request.ts';
import type { Sender } from '../http/sender.ts';
import { parseParameters } from '../queue/delivery-store.ts';
import { parseConnectionOverrides } from '../targets/delivery-policy.ts';
import { type AttemptOutcome, toAttemptOutcome, toUnsentDeadLetter } from './attempt-outcome.ts';
import type { LeasedDelivery } from './lease.ts';

interface AttemptDeliveryDeps {
  readonly sender: Pick<Sender, 'send'>;
  /** Finds the token that signs requests; undefined for an account that does not exist any more. */
  readonly findAuthToken: (accountSid: string) => string | undefined;
}

const accountUnknownOutcome = toUnsentDeadLetter('account-unknown', 'the request cannot be signed');

/** Creates the function that makes one attempt of a delivery. It never rejects. */
export const createAttemptDelivery =
  ({ sender, findAuthToken }: AttemptDeliveryDeps) =>
  async ({ lane, delivery }: LeasedDelivery): Promise<AttemptOutcome> => {
    const authToken = findAuthToken(delivery.account_sid);
    if (authToken === undefined) return accountUnknownOutcome;
    const policy = parseConnectionOverrides(delivery.url);
    const method = delivery.method === 'GET' ? 'GET' : 'POST';
    const request = buildRequest({ url: delivery.url, method }, parseParameters(delivery), {
      accountSid: delivery.account_sid,
      authToken,
      idempotencyToken: toUuid(delivery.sid.slice(2)),
      retryCount: lane.attempt,
    });
    return toAttemptOutcome(await sender.send(request, policy.timeouts), lane.attempt, policy);
  };
