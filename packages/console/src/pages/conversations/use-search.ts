import { type Client, ColloquyError } from '@colloquy/client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { type Conversation, conversationQuery, conversationTitle } from '../../api/conversations.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';

/** At most this many conversations of a participant are found. */
const maxFound = 25;

/** Whether a loaded conversation has a text in its names or its SID, in any letter case. */
export const matchesSearch = (conversation: Conversation, search: string): boolean => {
  const { friendlyName, uniqueName, sid } = conversation;
  const wanted = search.toLowerCase();
  return [friendlyName, uniqueName, sid, conversationTitle(conversation)].some((name) =>
    name?.toLowerCase().includes(wanted),
  );
};

/**
 * Finds conversations that the API can look up, also those that the list has not loaded: by SID, by unique name, and by
 * the identity or address of a participant.
 */
export function useSearch(search: string): {
  readonly found: readonly Conversation[];
  readonly isLoading: boolean;
} {
  const client = useClient();
  const { sid: serviceSid } = useService();
  const { data: sids = [], isLoading } = useQuery({
    queryKey: [...queryKeys.conversationLists(serviceSid), 'search', search],
    queryFn: ({ signal }) => lookUp(client, serviceSid, search, signal),
    enabled: search !== '',
  });
  const found = useQueries({
    queries: sids.map((sid) => conversationQuery(client, serviceSid, sid)),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  return { found, isLoading };
}

async function lookUp(
  client: Client,
  serviceSid: string,
  search: string,
  signal: AbortSignal,
): Promise<string[]> {
  const isAddress = /^(\w+:)?\+?\d[\d ]+$/.test(search);
  const named = client.fetchServiceConversation(serviceSid, search, { signal }).then(({ sid }) => [sid]);
  const ofParticipant = client
    .listServiceParticipantConversation(
      serviceSid,
      isAddress ? { address: search, limit: maxFound } : { identity: search, limit: maxFound },
      { signal },
    )
    .then((conversations) => conversations.map(({ conversationSid }) => conversationSid));
  const all = await Promise.all([named, ofParticipant].map((sids) => sids.catch(noneIfRefused)));
  return [...new Set(all.flat())];
}

/** Most searches name no conversation or are not valid as a name; that is not an error of the search. */
function noneIfRefused(error: unknown): string[] {
  if (error instanceof ColloquyError && error.status >= 400 && error.status < 500 && error.status !== 401)
    return [];
  throw error;
}
