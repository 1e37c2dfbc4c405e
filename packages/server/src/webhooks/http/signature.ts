import { createHmac } from 'node:crypto';
import type { WebhookParameters } from '../payload/build-parameters.ts';

/**
 * The value of `X-Twilio-Signature`: Base64 of an HMAC-SHA1 over the URL and the parameters of the body.
 *
 * @param authToken the account's own; keys sign nothing.
 * @param url as the receiver sees it: with the query, without fragment and credentials.
 * @param parameters of a form in the body; those in the query are part of the URL.
 */
export function computeSignature(authToken: string, url: string, parameters: WebhookParameters): string {
  const valuesByName = Map.groupBy(parameters, ([name]) => name);
  const signedParts = [...valuesByName.keys()].sort().flatMap((name) => {
    // Of a name that comes more than once, each value counts once.
    const values = new Set(valuesByName.get(name)?.map(([, value]) => value));
    return [...values].sort().map((value) => name + value);
  });
  return createHmac('sha1', authToken)
    .update(url + signedParts.join(''), 'utf8')
    .digest('base64');
}
