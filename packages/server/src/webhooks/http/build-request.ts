import type { WebhookMethod } from '@colloquy/contract';
import type { WebhookParameters } from '../payload/build-parameters.ts';
import { computeSignature } from './signature.ts';

/** The HTTP request of one attempt. */
export interface WebhookRequest {
  readonly method: WebhookMethod;
  /** Without fragment and credentials. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a GET, which has its parameters in the URL. */
  readonly body: string | null;
  /** The account that the request is sent for. Requests of different accounts share no connections. */
  readonly accountSid: string;
}

/** Finds the token that signs the requests of an account; undefined for one that does not exist any more. */
export type FindAuthToken = (accountSid: string) => Promise<string | undefined>;

interface RequestTarget {
  readonly url: string;
  readonly method: WebhookMethod;
}

interface AttemptInfo {
  readonly accountSid: string;
  readonly authToken: string;
  /** The same for all attempts of a delivery. */
  readonly idempotencyToken: string;
  /** 0 for the first attempt. */
  readonly retryCount: number;
}

/**
 * Builds the signed request of an attempt. The signature covers the URL exactly as it is sent, so that a receiver can
 * verify it from the request. A user name and password in the URL become an `Authorization` header.
 *
 * @throws TypeError for an invalid URL.
 */
export function buildRequest(
  target: RequestTarget,
  parameters: WebhookParameters,
  { accountSid, authToken, idempotencyToken, retryCount }: AttemptInfo,
): WebhookRequest {
  const sent: WebhookParameters = [...parameters, ['RetryCount', String(retryCount)]];
  const form = encodeForm(sent);
  const { url, authorization } = splitCredentials(target.url);
  const isForm = target.method === 'POST';
  const signedUrl = isForm ? url : appendQuery(url, form);
  return {
    method: target.method,
    url: signedUrl,
    headers: {
      Accept: '*/*',
      'User-Agent': 'TwilioProxy/1.1',
      'I-Twilio-Idempotency-Token': idempotencyToken,
      'X-Twilio-Signature': computeSignature(authToken, signedUrl, isForm ? sent : []),
      ...(isForm && { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' }),
      ...(authorization !== undefined && { Authorization: authorization }),
    },
    body: isForm ? form : null,
    accountSid,
  };
}

function encodeForm(parameters: WebhookParameters): string {
  const form = new URLSearchParams();
  for (const [name, value] of parameters) form.append(name, value);
  return form.toString();
}

function splitCredentials(text: string) {
  const url = new URL(text);
  const { username, password } = url;
  url.hash = '';
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url: url.href, authorization: undefined };
  const pair = Buffer.from(`${decodePart(username)}:${decodePart(password)}`).toString('base64');
  return { url: url.href, authorization: `Basic ${pair}` };
}

/** Decodes percent-encoding. A part with an invalid encoding is kept as it is. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function appendQuery(url: string, query: string): string {
  const separator = !url.includes('?') ? '?' : /[?&]$/.test(url) ? '' : '&';
  return url + separator + query;
}

/** Formats 32 hexadecimal digits as a UUID, the format of the hosted API's idempotency tokens. */
export const toUuid = (digits: string): string =>
  digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
