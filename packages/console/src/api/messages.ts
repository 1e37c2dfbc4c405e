import type { Client, Item } from '@colloquy/client';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { nextPageParameters, type PageParameters } from './pages.ts';
import { queryKeys } from './query-keys.ts';

export type Message = Item<'message'>;

/** The messages of a conversation, newest first, page by page. */
export const messagesQuery = (client: Client, serviceSid: string, conversationSid: string) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.messages(conversationSid), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      client.pageServiceConversationMessage(
        serviceSid,
        conversationSid,
        { ...pageParam, order: 'desc', pageSize: 50 },
        { signal },
      ),
    initialPageParam: undefined as PageParameters | undefined, // The literal's own type would be undefined alone.
    getNextPageParam: nextPageParameters,
  });
