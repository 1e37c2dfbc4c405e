import { createHmac } from 'node:crypto';
import type { WebhookParameters } from '../payload/build-parameters.ts';

/**
 * Computes the value of `X-Twilio-Signature`: the Base64 of an HMAC-SHA1 over the URL and the parameters of the body.
 *
 * @param authToken that of the account; requests are never signed with the secret of an API key.
 * @param url as it is sent: with its query, without fragment and credentials.
 * @param parameters those of a form in the body; those in the query are part of the URL.
 */
export function computeSignature(authToken: string, url: string, parameters: WebhookParameters): string {
  const valuesByName = Map.groupBy(parameters, ([name]) => name);
  const signedParts = [...valuesByName.keys()].sort().flatMap((name) => {
    // A repeated pair of name and value is signed once.
    const values = new Set(valuesByName.get(name)?.map(([, value]) => value));
    return [...values].sort().map((value) => name + value);
  });
  return createHmac('sha1', authToken)
    .update(url + signedParts.join(''), 'utf8')
    .digest('base64');
}
