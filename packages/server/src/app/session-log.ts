import type { Logger } from '../observe/logger.ts';
import type { FinishedRequest } from '../realtime/router/router.ts';
import type { EndReason, Session } from '../realtime/session/session.ts';
import { withoutQuery } from '../rest/without-query.ts';

/** The records of the log about real-time sessions. All of them have the SID of the session in `session`. */
export interface SessionLog {
  readonly opened: (session: Session) => void;
  readonly requested: (request: FinishedRequest) => void;
  /** @param seconds undefined for a connection that has not become a session. */
  readonly ended: (session: Session, reason: EndReason, seconds: number | undefined) => void;
}

export const createSessionLog = (logger: Logger): SessionLog => ({
  // The identity of a user is personal, and can contain any characters.
  opened: ({ sid, user }) => logger.info({ session: sid, actor: user.keySid }, 'session opened'),
  requested: ({ session, method, path, status, milliseconds, error, polled }) => {
    const level = polled && error === undefined ? 'debug' : 'info';
    if (!logger.isLevelEnabled(level)) return;
    logger[level](
      {
        session: session.sid,
        method,
        path: withoutQuery(path),
        status,
        milliseconds: Math.round(milliseconds * 100) / 100,
        ...(error && { code: error.code, message: error.message }),
      },
      'session request',
    );
  },
  ended: ({ sid }, reason, seconds) => {
    // Anyone can open a socket and be refused, which must not fill the log.
    if (seconds !== undefined)
      logger.info({ session: sid, reason, seconds: Math.round(seconds) }, 'session ended');
  },
});
