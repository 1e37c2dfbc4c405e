import { createServer } from 'node:http';
import { ApiError } from '@colloquy/contract';
import { expect } from 'vitest';
import { SessionClient, statusOf } from '../../../tests/support/realtime/session-client.ts';
import { ManualClock } from '../src/platform/clock.ts';
import type { Session, SessionListener, TunnelledRequest } from '../src/realtime/session/session.ts';
import { Sessions, type SessionsOptions } from '../src/realtime/session/sessions.ts';

const stops: (() => Promise<void>)[] = [];

/** Stops the servers that a test has started. */
export async function stopSessions(): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

/** The API key of all tokens. */
export const keySid = `SK${'1'.repeat(32)}`;

/** Verifications that tests let end when they want, by the token. */
export const slow = new Map<string, Promise<void>>();

/** A token of these tests is `identity service seconds`, and `expired` is refused. */
async function verifyToken(token: string) {
  await slow.get(token);
  const [identity = '', serviceSid = 'IS1', lifetime = '3600'] = token.split(' ');
  if (identity === '') throw new ApiError(20101);
  if (identity === 'expired') throw new ApiError(20104);
  return { accountSid: 'AC1', keySid, serviceSid, identity, expiresAt: Number(lifetime) * 1000 };
}

/** Starts a server whose real time the test moves. Tokens expire by another clock, which starts at 0. */
export async function startSessions(
  listener: Partial<SessionListener> = {},
  limits: Partial<Pick<SessionsOptions, 'maxHeldBytes'>> = {},
) {
  const clock = new ManualClock(new Date(0));
  let uptime = 0;
  const errors: unknown[] = [];
  const ends: string[] = [];
  const closed: string[] = [];
  const opened: Session[] = [];
  const requests: TunnelledRequest[] = [];
  const validKeys = new Set([keySid]);
  let count = 0;
  const onEnd = Promise.withResolvers<void>();
  const sessions = new Sessions({
    verifyToken,
    clock,
    maxSessions: { total: 5, perAccount: 4, perIdentity: 2 },
    nextSid: () => `TS${++count}`,
    nextFrameId: () => `TM${++count}`,
    requestId: () => 'RQ1',
    baseUrl: () => 'http://localhost',
    findRevokedReason: async ({ keySid }) => (validKeys.has(keySid) ? undefined : 'key-deleted'),
    onError: (error) => errors.push(error),
    onOpen: () => {},
    onEnd: (_session, reason) => {
      ends.push(reason);
      onEnd.resolve();
    },
    uptime: () => uptime,
    maxHeldBytes: 1_000_000_000,
    ...limits,
    listener: {
      opened: async (session) => void opened.push(session),
      request: async (_session, request) => {
        requests.push(request);
        return { status: 200, body: '{"a":1}' };
      },
      closed: (session) => closed.push(session.user.identity),
      ...listener,
    },
  });
  const server = createServer({ shouldUpgradeCallback: () => true });
  server.on('upgrade', (...upgrade) => sessions.upgrade(...upgrade));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  const clients: SessionClient[] = [];
  stops.push(async () => {
    for (const client of clients) client.close();
    server.close();
    await sessions.stop();
  });
  const client = () => {
    const created = new SessionClient(url);
    clients.push(created);
    return created;
  };
  return {
    sessions,
    clock,
    errors,
    ends,
    closed,
    opened,
    requests,
    validKeys,
    url,
    port,
    client,
    ended: onEnd.promise,
    open: async (token: string) => {
      const created = client();
      expect(statusOf(await created.init(token))).toMatchObject({ code: 200 });
      return created;
    },
    /** Moves the real time. */
    pass: (milliseconds: number) => {
      uptime += milliseconds;
      sessions.runDue();
    },
  };
}
