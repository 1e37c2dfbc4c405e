import { conversationQuery } from '../../api/conversations.ts';
import { messagesQuery } from '../../api/messages.ts';
import { participantsQuery } from '../../api/participants.ts';
import type { SessionApi } from '../../api/session-api.ts';
import { rolesQuery } from '../../api/users.ts';

/** Starts what the page shows first. Its panels below, which come with the conversation, ask for the rest. */
export function startConversationQueries(
  { client, queryClient }: SessionApi,
  serviceSid: string,
  sid: string,
): void {
  void queryClient.prefetchQuery(conversationQuery(client, serviceSid, sid));
  void queryClient.prefetchInfiniteQuery(messagesQuery(client, serviceSid, sid));
  void queryClient.prefetchQuery(participantsQuery(client, serviceSid, sid));
  void queryClient.prefetchQuery(rolesQuery(client, serviceSid));
}
