import { ApiError, addressKey, participantConversation } from '@colloquy/contract';
import { query } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { replyContext } from '../../rest/request-context.ts';
import { serviceExists, serviceKey } from '../../rest/service-scope.ts';
import type { ResourceDefinition } from '../resource.ts';
import { pageByAddress, pageByIdentity } from './store.ts';

/** The conversations of an identity or an address. */
export const participantConversationResource: ResourceDefinition<typeof participantConversation> = {
  handlers: {
    list: query({
      async read(reader, request) {
        const { identity, address } = request.parameters;
        const sought = identity ?? (address && addressKey(address));
        if (sought === undefined || (identity !== undefined && address !== undefined)) {
          // A service that does not exist takes precedence.
          if ((await reader.one(serviceExists, serviceKey(request))) === undefined) return undefined;
          throw new ApiError(sought === undefined ? 50204 : 50451);
        }
        const page = identity === undefined ? pageByAddress : pageByIdentity;
        const context = { ...replyContext(request, participantConversation), sought };
        return renderList(reader, request, participantConversation, page, context);
      },
    }),
  },
};
