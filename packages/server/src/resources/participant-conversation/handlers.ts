import { ApiError, participantConversation } from '@colloquy/contract';
import { type HandlerDeps, type HandlersOf, replyContext, serviceKey } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { serviceExists } from '../service/store.ts';
import { pageByAddress, pageByIdentity } from './store.ts';

/** The list of the conversations of an identity or an address. */
export const participantConversationHandlers = (
  deps: HandlerDeps,
): HandlersOf<typeof participantConversation> => ({
  list: (request) =>
    deps.storage.read(async (reader) => {
      const { identity, address } = request.parameters;
      const sought = identity ?? address;
      const exists = async () => (await reader.one(serviceExists, serviceKey(request))) !== undefined;
      if (sought === undefined || (identity !== undefined && address !== undefined)) {
        // What does not exist in the path is told first.
        if (!(await exists())) return undefined;
        throw new ApiError(sought === undefined ? 50204 : 50451);
      }
      const query = identity === undefined ? pageByAddress : pageByIdentity;
      const parameters = { ...replyContext(request, participantConversation), sought };
      return renderList(reader, request, participantConversation, query, parameters, { exists });
    }),
});
