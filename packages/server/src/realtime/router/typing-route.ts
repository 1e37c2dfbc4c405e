import { ApiError, sidPattern } from '@colloquy/contract';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import type { Storage } from '../../storage/storage.ts';
import { text } from '../../storage/table.ts';
import { encodeNotification } from '../codec/notification.ts';
import type { Hub } from '../hub/hub.ts';
import { scopeOf } from '../hub/watched-object.ts';
import { jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

const findIdentities = select(
  'realtime.identities in conversation',
  { ...serviceKeyColumns, conversation_sid: text() },
  { identity: text() },
  () => `SELECT identity FROM participant WHERE service_id = ${serviceIdSql}
    AND conversation_sid = :conversation_sid AND identity IS NOT NULL`,
);

/** Seconds in which a client says once that its user is typing. */
const typingTimeout = 5;

/** The path at which a client says that its user is typing. It is told to the others at once, and stored nowhere. */
export const typingRoute = (storage: Pick<Storage, 'read'>, hub: Hub): TunnelRoute => ({
  method: 'POST',
  path: '/v1/Services/:service/Typing',
  async handle({ session, request }) {
    const { identity } = session.user;
    const sid = new URLSearchParams(request.body).get('ChannelSid') ?? '';
    if (!sidPattern('CH').test(sid)) throw new ApiError(20404, `/Conversations/${sid}`);
    const identities = await storage.read((reader) =>
      reader.all(findIdentities, { ...scopeOf(session), conversation_sid: sid }),
    );
    if (!identities.some((each) => each.identity === identity))
      throw new ApiError(20404, `/Conversations/${sid}`);
    // The others get a second more, so that the next notification comes before this one ends.
    const payload = { channel_sid: sid, identity, typing_timeout: typingTimeout + 1 };
    const frame = encodeNotification('twilio.ipmsg.typing_indicator', JSON.stringify(payload));
    for (const other of identities)
      if (other.identity !== identity)
        for (const receiver of hub.sessionsOf(scopeOf(session), other.identity)) receiver.send(frame);
    return jsonReply({ typing_timeout: typingTimeout });
  },
});
