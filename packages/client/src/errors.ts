/** The properties of an error reply. */
export interface ErrorReply {
  readonly status: number;
  readonly code?: number | undefined;
  readonly message: string;
  readonly moreInfo?: string | undefined;
  readonly details?: unknown;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** The server replied with an error. */
export class ColloquyError extends Error {
  override readonly name = 'ColloquyError';
  /** The HTTP status. */
  readonly status: number;
  /** The error code of the API, such as 20404; undefined for a reply that is not from the API. */
  readonly code: number | undefined;
  /** A page that explains the code. */
  readonly moreInfo: string | undefined;
  /** Further details of the API, or the beginning of a reply that is not from the API. */
  readonly details: unknown;
  /** The id of the request in the logs of the server. */
  readonly requestId: string | undefined;
  /** The `Retry-After` of the reply, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(reply: ErrorReply) {
    super(reply.message);
    this.status = reply.status;
    this.code = reply.code;
    this.moreInfo = reply.moreInfo;
    this.details = reply.details;
    this.requestId = reply.requestId;
    this.retryAfterMs = reply.retryAfterMs;
  }
}

/** The server was not reached, or the connection broke before the complete reply. `cause` is the error of `fetch`. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** No complete reply arrived within the timeout. The server may have carried out the request. */
export class RequestTimeoutError extends Error {
  override readonly name = 'RequestTimeoutError';
  /** The timeout, in milliseconds. */
  readonly timeoutMs: number;

  constructor(what: string, timeoutMs: number) {
    super(`${what}: no reply within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** A successful reply that does not match the API: not JSON, not a list, or a link to another server. */
export class UnexpectedReplyError extends Error {
  override readonly name = 'UnexpectedReplyError';
}
