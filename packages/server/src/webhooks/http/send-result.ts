import { AddressRefused, NameUnknown } from './connect-errors.ts';

/** What can be in the way of a reply. */
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
  /** Nothing was sent: all connections to the server were in use the whole time. */
  'busy',
  /** Nothing was sent: the sender has been closed. */
  'closed',
] as const;
export type FailureCode = (typeof failureCodes)[number];

export interface HttpReply {
  readonly kind: 'reply';
  readonly status: number;
  /** At most as much as was to be read. */
  readonly body: Buffer;
  /** Whether there was no more. */
  readonly isWhole: boolean;
  /** Milliseconds. */
  readonly duration: number;
}

export interface SendFailure {
  readonly kind: 'failure';
  readonly failure: FailureCode;
  /** For people. */
  readonly detail: string;
  /** Milliseconds. */
  readonly duration: number;
}

/** What has become of a request. */
export type SendResult = HttpReply | SendFailure;

/** Bytes of a body that are kept. */
const maxExcerptBytes = 2048;

/** What is kept of a result. */
export interface AttemptRecord {
  /** Of the reply; null when there was none. */
  readonly status: number | null;
  /** What was in the way of a reply. */
  readonly error: string | null;
  /** The beginning of the reply's body, as plain text. */
  readonly body: string | null;
  /** Milliseconds. */
  readonly duration: number;
}

export const toAttemptRecord = (result: SendResult): AttemptRecord =>
  result.kind === 'reply'
    ? { status: result.status, error: null, body: decodeExcerpt(result.body), duration: result.duration }
    : { status: null, error: `${result.failure}: ${result.detail}`, body: null, duration: result.duration };

/** A character that the end cuts in two is left out, and what a database cannot hold is replaced. */
const decodeExcerpt = (body: Buffer): string =>
  new TextDecoder().decode(body.subarray(0, maxExcerptBytes), { stream: true }).replaceAll('\0', '\u{fffd}');

/** What an error of a request stands for. `sent` says whether there was a connection. */
export function classifyError(error: unknown, isConnected: boolean): FailureCode {
  if (error instanceof AddressRefused) return 'address-refused';
  if (error instanceof NameUnknown) return 'name-unknown';
  const code = getErrorCode(error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (code === 'ETIMEDOUT' && !isConnected)) return 'connect-timeout';
  if (code === 'UND_ERR_INVALID_ARG') return 'url-invalid';
  if (code.startsWith('HPE_') || invalidReplyCodes.includes(code) || isParserError(error))
    return 'reply-invalid';
  if (isConnected) return 'connection-lost';
  return tlsErrorPattern.test(code) ? 'tls-failed' : 'connect-failed';
}

/** The HTTP client's own class is not asked for: it would have to be loaded for it. */
const isParserError = (error: unknown): boolean => error instanceof Error && error.name === 'HTTPParserError';

/** Codes of Node for a handshake that fails, and of OpenSSL for a certificate that is not accepted. */
const tlsErrorPattern = /^(?:EPROTO$|ERR_(?:TLS|SSL|OSSL)|.*CERT|.*ISSUER|INVALID_CA|HOSTNAME_MISMATCH)/;

/** Headers that are too long, and a body of another length than they say. */
const invalidReplyCodes = ['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'];

function getErrorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** What an error says; of several attempts to connect, what each says. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describeError).join('; ');
  return error instanceof Error ? error.message : String(error);
}
