import type { Client, Item } from '@colloquy/client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { nextPageParameters, type PageParameters } from './pages.ts';
import { queryKeys } from './query-keys.ts';

export type Conversation = Item<'conversation'>;

type ListFilters = Omit<
  NonNullable<Parameters<Client['pageServiceConversation']>[1]>,
  'page' | 'pageToken' | 'pageSize'
>;

/** The conversations of a service, newest first, page by page. */
export const conversationsQuery = (client: Client, serviceSid: string, filters: ListFilters) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.conversationLists(serviceSid), filters],
    queryFn: ({ pageParam, signal }) =>
      client.pageServiceConversation(serviceSid, { ...filters, ...pageParam, pageSize: 25 }, { signal }),
    initialPageParam: undefined as PageParameters | undefined, // The literal's own type would be undefined alone.
    getNextPageParam: nextPageParameters,
  });

export const conversationQuery = (client: Client, serviceSid: string, sid: string) =>
  queryOptions({
    queryKey: queryKeys.conversation(sid),
    queryFn: ({ signal }) => client.fetchServiceConversation(serviceSid, sid, { signal }),
  });

export type ConversationSummary = Awaited<
  ReturnType<Client['fetchConversationSummaries']>
>['summaries'][number];

/** What a list shows of some conversations, up to 100, beside what they have themselves. */
export const conversationSummariesQuery = (client: Client, serviceSid: string, sids: readonly string[]) =>
  queryOptions({
    queryKey: [...queryKeys.conversationSummaries(serviceSid), sids],
    queryFn: async ({ signal }) => {
      const { summaries } = await client.fetchConversationSummaries(
        serviceSid,
        { conversationSid: sids },
        { signal },
      );
      return new Map(summaries.map((summary) => [summary.sid, summary]));
    },
    enabled: sids.length > 0,
  });

/** What people call a conversation. */
export const conversationTitle = ({
  friendlyName,
  uniqueName,
  sid,
}: Pick<Conversation, 'friendlyName' | 'uniqueName' | 'sid'>): string => friendlyName || uniqueName || sid;
