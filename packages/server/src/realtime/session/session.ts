/** The user of a session, as its token says. */
export interface SessionUser {
  readonly accountSid: string;
  readonly serviceSid: string;
  readonly identity: string;
  /** The API key that signed the token. */
  readonly keySid: string;
}

/** A request that came through the socket; path and parameters are still percent-encoded. */
export interface TunnelledRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface TunnelledReply {
  readonly status: number;
  /** JSON, or empty. */
  readonly body: string;
}

/** Why the server ends a session; the code is one that the client SDK knows. */
export interface CloseStatus {
  readonly code: 401 | 406 | 410;
  readonly status: string;
  readonly description?: string;
}

/**
 * Why a connection has ended, for logs and metrics. `ended` is the server's decision for another reason than those that
 * have names.
 */
export type EndReason =
  | 'client'
  | 'timeout'
  | 'refused'
  | 'protocol'
  | 'slow'
  | 'silent'
  | 'expired'
  | 'ended'
  | 'drained';

/** A connection whose token has been accepted. */
export interface Session {
  readonly sid: string;
  readonly user: SessionUser;
  /** URL of the server as the client reaches it, without a slash at the end. */
  readonly baseUrl: string;
  readonly isClosed: boolean;
  /** Queues a WebSocket message, which is encoded once for all sessions. It is dropped when the session is closed. */
  send(message: Buffer): void;
  /** Tells the client why its session ends, and ends it. */
  close(status: CloseStatus): void;
}

/** What the sessions are connected to. */
export interface SessionListener {
  /**
   * Called before the client learns that its token was accepted.
   *
   * @throws ApiError for a token that names what does not exist.
   */
  opened(session: Session): Promise<void>;
  /** Never rejects: the reply says what was wrong. */
  request(session: Session, request: TunnelledRequest): Promise<TunnelledReply>;
  closed(session: Session): void;
}
