import { ApiError, participantConversation } from '@colloquy/contract';
import { type HandlersOf, scopeOf, serviceOf, type Tools } from '../handler.ts';
import { listReply } from '../paging.ts';
import { serviceExists } from '../service/store.ts';
import { pageByAddress, pageByIdentity } from './store.ts';

/** The list of the conversations of an identity or an address. */
export const participantConversationHandlers = (
  tools: Tools,
): HandlersOf<typeof participantConversation> => ({
  list: (call) =>
    tools.storage.read(async (reader) => {
      const { identity, address } = call.parameters;
      const sought = identity ?? address;
      const exists = async () => (await reader.one(serviceExists, serviceOf(call))) !== undefined;
      if (sought === undefined || (identity !== undefined && address !== undefined)) {
        // What does not exist in the path is told first.
        if (!(await exists())) return undefined;
        throw new ApiError(sought === undefined ? 50204 : 50451);
      }
      const query = identity === undefined ? pageByAddress : pageByIdentity;
      const parameters = { ...scopeOf(call, participantConversation), sought };
      return listReply(reader, call, participantConversation, query, parameters, { exists });
    }),
});
