/** The user of a session, as its token names it. */
export interface SessionUser {
  readonly accountSid: string;
  readonly serviceSid: string;
  readonly identity: string;
  /** The API key that signed the token. */
  readonly keySid: string;
}

/** Stands for the user of a connection whose client has not been accepted. */
export const nobody: SessionUser = { accountSid: '', serviceSid: '', identity: '', keySid: '' };

/** Whether a token is for the same user, whichever key has signed it. */
export const isSameUser = (one: SessionUser, other: SessionUser): boolean =>
  one.accountSid === other.accountSid &&
  one.serviceSid === other.serviceSid &&
  one.identity === other.identity;

/** A request that came through the socket. Its path and its parameters are still percent-encoded. */
export interface TunnelledRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string | readonly string[]>>;
  /** With names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface TunnelledReply {
  readonly status: number;
  /** JSON, or empty. */
  readonly body: string;
}

/** Why the server ends a session; the code tells the client what to do. */
export interface CloseStatus {
  readonly code: 308 | 401 | 406 | 410 | 417 | 500;
  readonly status: string;
  readonly description: string;
}

/** One connection of a user whose token is valid. */
export interface Session {
  readonly sid: string;
  readonly user: SessionUser;
  /** URL of the server as the client reaches it, without a slash at the end. */
  readonly baseUrl: string;
  /** Whether the client was the client of another user before, and so may have copies of what this one may not read. */
  readonly hasChangedUser: boolean;
  /** Whether the client has gone, or the server has ended the session. */
  readonly hasEnded: boolean;
  /** What the client has not taken yet. */
  readonly unsentBytes: number;
  /** Sends a WebSocket frame, which may be shared by many sessions. Does nothing once the session has ended. */
  send(frame: Buffer): void;
  close(status: CloseStatus): void;
  /** Destroys the socket, so that the client learns nothing. */
  drop(reason: EndReason): void;
}

/** What the sessions are connected to. */
export interface SessionListener {
  /** Called before the client is told that it is connected, which waits for the promise. */
  opened(session: Session): Promise<void>;
  request(session: Session, request: TunnelledRequest): Promise<TunnelledReply>;
  /** Called once for each session that was opened, after the promise of `opened` has settled. */
  closed(session: Session, reason: EndReason): void;
}

/** Why a token is no longer valid although it has not expired. */
export type RevokedReason = 'key-deleted' | 'service-deleted';

/** Why a connection ended. */
export const endReasons = [
  'key-deleted',
  'service-deleted',
  // The client has said that it ends.
  'client',
  // The socket was closed without a word, as when a page is loaded again.
  'lost',
  'refused',
  'limit',
  'no-init',
  'silent',
  // The client did not read what it was sent.
  'slow',
  'expired',
  'protocol-error',
  'ended',
  'stopping',
] as const;
export type EndReason = (typeof endReasons)[number];
