import { buildRequest, toUuid } from '../http/build-request.ts';
import type { Sender } from '../http/sender.ts';
import type { WebhookParameters } from '../payload/build-parameters.ts';
import { type AttemptOutcome, toAttemptOutcome } from './attempt-outcome.ts';
import { parseConnectionOverrides } from './delivery-policy.ts';
import type { LeasedDelivery } from './lease.ts';

interface AttemptDeliveryDeps {
  readonly sender: Pick<Sender, 'send'>;
  /** Requests are signed with it; undefined for an account that is not there any more. */
  readonly findAuthToken: (accountSid: string) => string | undefined;
}

/** Makes the function that makes one attempt of a delivery; it never rejects. */
export const createAttemptDelivery =
  ({ sender, findAuthToken }: AttemptDeliveryDeps) =>
  async ({ lane, delivery }: LeasedDelivery): Promise<AttemptOutcome> => {
    const authToken = findAuthToken(delivery.account_sid);
    if (authToken === undefined) return accountUnknownOutcome;
    const policy = parseConnectionOverrides(delivery.url);
    // The fan-out has written it.
    const parameters = JSON.parse(delivery.parameters) as WebhookParameters;
    const method = delivery.method === 'GET' ? 'GET' : 'POST';
    const request = buildRequest({ url: delivery.url, method }, parameters, {
      authToken,
      idempotencyToken: toUuid(delivery.sid.slice(2)),
      retryCount: lane.attempt,
    });
    return toAttemptOutcome(await sender.send(request, policy.timeouts), lane.attempt, policy);
  };

const accountUnknownOutcome: AttemptOutcome = {
  status: null,
  error: 'account-unknown: no request can be signed',
  body: null,
  duration: 0,
  disposition: 'dead-letter',
  originHealth: undefined,
};
