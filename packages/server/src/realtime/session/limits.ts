/** Bytes that a peer may send before its token has been accepted. */
export const maxBytesBeforeInit = 16 * 1024;

/** Bytes of one message of a client: a message's text and attributes are much shorter. */
export const maxMessageBytes = 1024 * 1024;

/** Bytes that wait for a peer to read them. The client resumes when it was dropped. */
export const maxQueuedBytes = 4 * 1024 * 1024;

/** Requests of one session that are carried out at once. The socket is not read while there are more. */
export const maxRequestsInFlight = 32;

/** Sockets without a token. */
export const maxWaitingSockets = 1000;

/** The time that a peer has to present a token. */
export const initTimeoutMs = 10_000;

/** The interval of pings, which clients acknowledge. */
export const pingIntervalMs = 30_000;

/** The time without any frame after which a peer counts as dead. */
export const silenceTimeoutMs = 75_000;

/** How long before its end clients are told that a token expires. */
export const expiryNoticeMs = 180_000;
