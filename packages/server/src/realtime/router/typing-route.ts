import { ApiError, sidPattern } from '@colloquy/contract';
import { notFound } from '../../rest/not-found.ts';
import { type Typing, typingTimeout } from '../hub/typing.ts';
import { scopeOf } from '../hub/watched-object.ts';
import { jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

/** The path at which a client says that its user is typing. The others are notified at once; nothing is stored. */
export const typingRoute = (typing: Typing): TunnelRoute => ({
  method: 'POST',
  path: '/v1/Services/:service/Typing',
  async handle({ session, request, path }) {
    const sid = new URLSearchParams(request.body).get('ChannelSid') ?? '';
    if (path['service'] !== session.user.serviceSid || !sidPattern('CH').test(sid))
      throw notFound(request.path);
    if (!(await typing.start(scopeOf(session), sid, session.user.identity)))
      throw new ApiError(20404, `/Conversations/${sid}`);
    return jsonReply({ typing_timeout: typingTimeout });
  },
});
