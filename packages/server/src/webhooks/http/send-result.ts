import { AddressRefused, NameUnknown, ResolverBusy, ResolverUnavailable } from './connect-errors.ts';

/** Why a delivery or a pre-action request got no reply. */
const failureCodes = [
  'url-invalid',
  'address-refused',
  'name-unknown',
  'connect-failed',
  'connect-timeout',
  'tls-failed',
  'connection-lost',
  'read-timeout',
  'total-timeout',
  'reply-invalid',
  /** Nothing was sent: the account used all its connections to the origin, or all its lookups of names. */
  'busy',
  /** Nothing was sent: the name servers of this machine do not reply. */
  'resolver-unavailable',
  /** Nothing was sent: the sender is closed. */
  'closed',
  /** Nothing was sent: the account does not exist any more, so the request cannot be signed. */
  'account-unknown',
  /** Nothing was sent: the origin was unreachable for too long. */
  'server-down',
] as const;
export type FailureCode = (typeof failureCodes)[number];

export interface HttpReply {
  readonly kind: 'reply';
  readonly status: number;
  /** Its first bytes, up to the sender's maximum. */
  readonly body: Buffer;
  /** Whether `body` is the whole body. */
  readonly isComplete: boolean;
  readonly durationMs: number;
}

export interface SendFailure {
  readonly kind: 'failure';
  readonly failure: FailureCode;
  /** Text for people. */
  readonly detail: string;
  readonly durationMs: number;
}

/** The result of sending one request. */
export type SendResult = HttpReply | SendFailure;

/** Failures of our own: the request was not sent, so they show nothing about the target. */
const unsentFailures: readonly FailureCode[] = ['busy', 'resolver-unavailable', 'closed'];

/** Whether a failure of our own kept the request from being sent. It never counts against the target. */
export const isUnsent = (result: SendResult): boolean =>
  result.kind === 'failure' && unsentFailures.includes(result.failure);

/** Maximum number of bytes that are stored of a body. */
const maxExcerptBytes = 2048;

/** The part of a result that is stored. */
export interface AttemptRecord {
  /** Status of the reply; null when there was none. */
  readonly status: number | null;
  /** Why there was no reply: a {@link FailureCode}, a colon and text for people. Null when there was a reply. */
  readonly error: string | null;
  /** The beginning of the reply's body, as plain text. */
  readonly body: string | null;
  readonly durationMs: number;
}

export const toAttemptRecord = (result: SendResult): AttemptRecord =>
  result.kind === 'reply'
    ? { status: result.status, error: null, body: decodeExcerpt(result.body), durationMs: result.durationMs }
    : {
        status: null,
        error: `${result.failure}: ${result.detail}`,
        body: null,
        durationMs: result.durationMs,
      };

/** Drops a character that the limit cuts, and replaces NUL, which PostgreSQL cannot store. */
const decodeExcerpt = (body: Buffer): string =>
  new TextDecoder().decode(body.subarray(0, maxExcerptBytes), { stream: true }).replaceAll('\0', '\u{fffd}');

/** @param isConnected whether there was a connection already. */
export function classifyError(error: unknown, isConnected: boolean): FailureCode {
  if (error instanceof AddressRefused) return 'address-refused';
  if (error instanceof NameUnknown) return 'name-unknown';
  if (error instanceof ResolverBusy) return 'busy';
  if (error instanceof ResolverUnavailable) return 'resolver-unavailable';
  const code = getErrorCode(error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (code === 'ETIMEDOUT' && !isConnected)) return 'connect-timeout';
  if (code === 'UND_ERR_INVALID_ARG') return 'url-invalid';
  if (code.startsWith('HPE_') || invalidReplyCodes.includes(code) || isParserError(error))
    return 'reply-invalid';
  if (isConnected) return 'connection-lost';
  return tlsErrorPattern.test(code) ? 'tls-failed' : 'connect-failed';
}

/** Compares the name, since importing the class would load the HTTP client. */
const isParserError = (error: unknown): boolean => error instanceof Error && error.name === 'HTTPParserError';

/** Codes of Node for a failed handshake, and of OpenSSL for a rejected certificate. */
const tlsErrorPattern = /^(?:EPROTO$|ERR_(?:TLS|SSL|OSSL)|.*CERT|.*ISSUER|INVALID_CA|HOSTNAME_MISMATCH)/;

/** Headers that are too long, and a body that does not have the declared length. */
const invalidReplyCodes = ['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'];

function getErrorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/**
 * The message of an error, or all messages if several addresses were tried. Messages of the operating system and of
 * connection timeouts contain the address that a name resolved to, which accounts must not learn.
 */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(describeError))].join('; ');
  if (!(error instanceof Error)) return String(error);
  const code = getErrorCode(error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'no connection in time';
  return 'syscall' in error ? `${error.syscall} ${code}` : error.message;
}
