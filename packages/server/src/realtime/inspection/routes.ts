import { fetchRealtimeSessions, listedOrDefault } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { instant } from '../../platform/instant.ts';
import { procedure } from '../../rest/handler.ts';
import type { Hub } from '../hub/hub.ts';
import type { Connection } from '../session/connection.ts';
import type { Sessions } from '../session/sessions.ts';

/** Names of watched objects that are listed of one session; a client can watch thousands. */
const maxNames = 20;

interface SessionListDeps {
  readonly sessions: Pick<Sessions, 'openSessions'>;
  readonly hub: Pick<Hub, 'describeSubscriptions'>;
  /** Names the process, whose sessions these are. */
  readonly processSid: string;
}

/** Mounts the list of the sessions that clients of an account have with this process. */
export function mountRealtimeSessions(
  server: FastifyInstance,
  deps: EndpointDeps,
  { sessions, hub, processSid }: SessionListDeps,
): void {
  const serialize = (session: Connection) => {
    const { count, names } = hub.describeSubscriptions(session, maxNames);
    return {
      sid: session.sid,
      identity: session.user.identity,
      chat_service_sid: session.user.serviceSid,
      key_sid: session.user.keySid,
      date_opened: instant(session.openedAt),
      sdk: session.client.sdk ?? null,
      platform: session.client.platform ?? null,
      user_agent: session.peer.userAgent ?? null,
      address: session.peer.address ?? null,
      subscription_count: count,
      subscriptions: names,
      unsent_bytes: session.unsentBytes,
    };
  };
  mountEndpoint(
    server,
    deps,
    fetchRealtimeSessions,
    procedure({
      async run({ accountSid, parameters: { limit, identity, serviceSid } }) {
        const found = sessions.openSessions.filter(
          ({ user }) =>
            user.accountSid === accountSid &&
            (identity === undefined || user.identity === identity) &&
            (serviceSid === undefined || user.serviceSid === serviceSid),
        );
        const newest = found.slice(-listedOrDefault(limit)).toReversed();
        return { process_sid: processSid, count: found.length, sessions: newest.map(serialize) };
      },
    }),
  );
}
