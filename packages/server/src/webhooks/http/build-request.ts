import type { WebhookMethod } from '@colloquy/contract';
import type { WebhookParameters } from '../payload/build-parameters.ts';
import { computeSignature } from './signature.ts';

/** What goes over the wire. */
export interface WebhookRequest {
  readonly method: WebhookMethod;
  /** Without fragment and credentials. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a GET, whose parameters are in the URL. */
  readonly body: string | null;
}

interface RequestTarget {
  readonly url: string;
  readonly method: WebhookMethod;
}

interface AttemptInfo {
  readonly authToken: string;
  /** The same for all attempts of a delivery. */
  readonly idempotencyToken: string;
  /** 0 for the first attempt. */
  readonly retryCount: number;
}

/**
 * Makes the request that asks or tells a target. The URL that is signed is the one that is sent, so that a
 * receiver who puts it together from the request finds it; a name and password in it become a header.
 *
 * @throws TypeError for a URL that is none.
 */
export function buildRequest(
  target: RequestTarget,
  parameters: WebhookParameters,
  { authToken, idempotencyToken, retryCount }: AttemptInfo,
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

/** A URL can have a percent sign that encodes nothing; it stands for itself. */
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

/** 32 hexadecimal digits in the form of a UUID, which is what receivers know tokens as. */
export const toUuid = (digits: string): string =>
  digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
