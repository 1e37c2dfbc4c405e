import type { Claimed } from './claim.ts';
import { connectionOf } from './connection.ts';
import type { WebhookParameters } from './parameters/parameters.ts';
import { requestTo, uuidOf } from './request.ts';
import type { Sender } from './sender.ts';
import { type Outcome, outcomeOf } from './verdict.ts';

interface DeliverTools {
  readonly sender: Pick<Sender, 'send'>;
  /** Requests are signed with it; undefined for an account that is not there any more. */
  readonly authTokenOf: (accountSid: string) => string | undefined;
}

/** Makes the function that makes one attempt of a delivery; it never rejects. */
export const deliverer =
  ({ sender, authTokenOf }: DeliverTools) =>
  async ({ lane, delivery }: Claimed): Promise<Outcome> => {
    const authToken = authTokenOf(delivery.account_sid);
    if (authToken === undefined) return gone;
    const connection = connectionOf(delivery.url);
    // The fan-out has written it.
    const parameters = JSON.parse(delivery.parameters) as WebhookParameters;
    const method = delivery.method === 'GET' ? 'GET' : 'POST';
    const request = requestTo({ url: delivery.url, method }, parameters, {
      authToken,
      idempotencyToken: uuidOf(delivery.sid.slice(2)),
      retryCount: lane.attempt,
    });
    return outcomeOf(await sender.send(request, connection.timeouts), lane.attempt, connection);
  };

const gone: Outcome = {
  status: null,
  error: 'account-unknown: no request can be signed',
  body: null,
  duration: 0,
  verdict: 'dead',
  server: undefined,
};
