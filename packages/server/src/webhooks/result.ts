import { AddressRefused, NameUnknown } from './refusals.ts';

/** What can be in the way of a reply. */
export const failures = [
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
export type Failure = (typeof failures)[number];

export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  /** At most as much as was to be read. */
  readonly body: Buffer;
  /** Whether there was no more. */
  readonly isWhole: boolean;
  /** Milliseconds. */
  readonly duration: number;
}

export interface NoReply {
  readonly kind: 'failure';
  readonly failure: Failure;
  /** For people. */
  readonly detail: string;
  /** Milliseconds. */
  readonly duration: number;
}

/** What has become of a request. */
export type Result = Reply | NoReply;

/** Bytes of a body that are kept. */
const excerptLength = 2048;

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

export const recordOf = (result: Result): AttemptRecord =>
  result.kind === 'reply'
    ? { status: result.status, error: null, body: excerptOf(result.body), duration: result.duration }
    : { status: null, error: `${result.failure}: ${result.detail}`, body: null, duration: result.duration };

/** A character that the end cuts in two is left out, and what a database cannot hold is replaced. */
const excerptOf = (body: Buffer): string =>
  new TextDecoder().decode(body.subarray(0, excerptLength), { stream: true }).replaceAll('\0', '\u{fffd}');

/** What an error of a request stands for. `sent` says whether there was a connection. */
export function failureOf(error: unknown, sent: boolean): Failure {
  if (error instanceof AddressRefused) return 'address-refused';
  if (error instanceof NameUnknown) return 'name-unknown';
  const code = codeOf(error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (code === 'ETIMEDOUT' && !sent)) return 'connect-timeout';
  if (code === 'UND_ERR_INVALID_ARG') return 'url-invalid';
  if (code.startsWith('HPE_') || badReply.includes(code) || isParserError(error)) return 'reply-invalid';
  if (sent) return 'connection-lost';
  return tlsError.test(code) ? 'tls-failed' : 'connect-failed';
}

/** The HTTP client's own class is not asked for: it would have to be loaded for it. */
const isParserError = (error: unknown): boolean => error instanceof Error && error.name === 'HTTPParserError';

/** Codes of Node for a handshake that fails, and of OpenSSL for a certificate that is not accepted. */
const tlsError = /^(?:EPROTO$|ERR_(?:TLS|SSL|OSSL)|.*CERT|.*ISSUER|INVALID_CA|HOSTNAME_MISMATCH)/;

/** Headers that are too long, and a body of another length than they say. */
const badReply = ['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'];

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** What an error says; of several attempts to connect, what each says. */
export function detailOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(detailOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
