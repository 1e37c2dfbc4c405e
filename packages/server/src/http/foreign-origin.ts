import type { IncomingHttpHeaders } from 'node:http';

/** Request headers of the API that a page of another origin can only send after a preflight. */
export const preflightedHeaders = [
  'If-Match',
  'If-Modified-Since',
  'If-None-Match',
  'If-Unmodified-Since',
  'Idempotency-Key',
  'X-Twilio-Token',
  'X-Twilio-Webhook-Enabled',
  'Last-Event-ID',
  'X-Requested-With',
] as const;
const preflightedNames = preflightedHeaders.map((name) => name.toLowerCase());

/** Content types that a page of another origin can send without a preflight. */
const simpleType = /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(?:;|$)/i;

/**
 * Whether a page of another origin may have made a browser send the credentials that it remembers for this server. A
 * browser sends such a request without a preflight only as a POST with a simple content type and no further header;
 * after a preflight it adds no remembered credentials, because no reply has `Access-Control-Allow-Credentials`.
 */
export function mayUseRememberedCredentials(method: string, headers: IncomingHttpHeaders): boolean {
  const { origin, authorization } = headers;
  if (origin === undefined || authorization === undefined || method !== 'POST') return false;
  if (headers['sec-fetch-site'] === 'same-origin' || hostOf(origin) === headers.host?.toLowerCase())
    return false;
  const type = headers['content-type'];
  if (type !== undefined && !simpleType.test(type)) return false;
  return !preflightedNames.some((name) => headers[name] !== undefined);
}

/** The host and port of an origin; undefined for `null`, which stands for pages without one. */
const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined;
