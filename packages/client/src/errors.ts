/** What an error reply says. */
export interface ErrorReply {
  readonly status: number;
  readonly code?: number | undefined;
  readonly message: string;
  readonly moreInfo?: string | undefined;
  readonly details?: unknown;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** The server answered, and its answer is an error. */
export class ColloquyError extends Error {
  override readonly name = 'ColloquyError';
  /** The HTTP status. */
  readonly status: number;
  /** The error's number in Twilio's catalogue, such as 20404; undefined when the reply was not the API's own. */
  readonly code: number | undefined;
  /** A page that explains the code. */
  readonly moreInfo: string | undefined;
  /** What else the API said of the error, or else the beginning of a reply that was not the API's own. */
  readonly details: unknown;
  /** The request's id in the server's logs. */
  readonly requestId: string | undefined;
  /** Milliseconds after which the server asks to be tried again, where it does. */
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

/** No reply, or only a part of one: the server was not reached or hung up. `cause` is what `fetch` threw. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** No complete reply within the time limit of an attempt. The server may have done what was asked. */
export class RequestTimeoutError extends Error {
  override readonly name = 'RequestTimeoutError';
  /** The limit, in milliseconds. */
  readonly timeoutMs: number;

  constructor(what: string, timeoutMs: number) {
    super(`${what}: no reply within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** A reply of success that is not what the API promises: no JSON, no list, a link to another server. */
export class UnexpectedReplyError extends Error {
  override readonly name = 'UnexpectedReplyError';
}
