import { buildRequest, type FindAuthToken, toUuid } from '../http/build-request.ts';
import type { Sender } from '../http/sender.ts';
import { type LeasedDelivery, parseParameters } from '../queue/delivery-store.ts';
import { parseConnectionOverrides } from '../targets/delivery-policy.ts';
import { type AttemptOutcome, toAttemptOutcome, toUnsentDeadLetter } from './attempt-outcome.ts';

interface AttemptDeliveryDeps {
  readonly sender: Pick<Sender, 'send'>;
  readonly findAuthToken: FindAuthToken;
}

const accountUnknownOutcome = toUnsentDeadLetter('account-unknown', 'the request cannot be signed');

/** Creates the function that makes one attempt of a delivery. It never rejects. */
export const createAttemptDelivery =
  ({ sender, findAuthToken }: AttemptDeliveryDeps) =>
  async ({ lane, delivery }: LeasedDelivery): Promise<AttemptOutcome> => {
    const authToken = await findAuthToken(delivery.account_sid);
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
