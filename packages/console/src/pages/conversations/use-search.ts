import type { Client } from '@colloquy/client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { type Conversation, conversationQuery, conversationTitle } from '../../api/conversations.ts';
import { waitFor } from '../../api/event-stream.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { noneIfRefused, type SearchResult, searchConversations } from '../../api/search.ts';
import { useService } from '../../api/service.ts';

/** At most this many conversations of a participant are found, and as many by words. */
const maxFound = 25;

/** The pause in typing after which the server is asked: each answer can lead to a request per conversation. */
const typingPauseMs = 150;

/** Whether a loaded conversation has a text in its names or its SID, in any letter case. */
export const matchesSearch = (conversation: Conversation, search: string): boolean => {
  const { friendlyName, uniqueName, sid } = conversation;
  const wanted = search.toLowerCase();
  return [friendlyName, uniqueName, sid, conversationTitle(conversation)].some((name) =>
    name?.toLowerCase().includes(wanted),
  );
};

/** The conversations that a search finds on the server, and for some of them, by SID, what was found in them. */
interface Found {
  readonly sids: readonly string[];
  readonly results: ReadonlyMap<string, SearchResult>;
}

const nothing: Found = { sids: [], results: new Map() };

/**
 * Finds conversations on the server, also those that the list has not loaded: by SID, by unique name, by the identity or
 * address of a participant, and by words in names and messages.
 */
export function useSearch(search: string): {
  readonly found: readonly Conversation[];
  readonly results: Found['results'];
} {
  const client = useClient();
  const { sid: serviceSid } = useService();
  const { data: { sids, results } = nothing } = useQuery({
    queryKey: [...queryKeys.conversationLists(serviceSid), 'search', search],
    queryFn: async ({ signal }) => {
      await waitFor(typingPauseMs, signal);
      signal.throwIfAborted();
      return lookUp(client, serviceSid, search, signal);
    },
    enabled: search !== '',
  });
  const found = useQueries({
    queries: sids.map((sid) => conversationQuery(client, serviceSid, sid)),
    combine: (queries) => queries.flatMap(({ data }) => data ?? []),
  });
  return { found, results };
}

async function lookUp(
  client: Client,
  serviceSid: string,
  search: string,
  signal: AbortSignal,
): Promise<Found> {
  const isAddress = /^(\w+:)?\+?\d[\d ]+$/.test(search);
  const named = client.fetchServiceConversation(serviceSid, search, { signal }).then(({ sid }) => [sid]);
  const ofParticipant = client
    .listServiceParticipantConversation(
      serviceSid,
      isAddress ? { address: search, limit: maxFound } : { identity: search, limit: maxFound },
      { signal },
    )
    .then((conversations) => conversations.map(({ conversationSid }) => conversationSid));
  const [results, ...looked] = await Promise.all([
    searchConversations(client, serviceSid, search, signal),
    ...[named, ofParticipant].map((sids) => sids.catch(noneIfRefused)),
  ]);
  const newest = new Map<string, SearchResult>();
  for (const result of results)
    if (result.conversationSid !== null && !newest.has(result.conversationSid))
      newest.set(result.conversationSid, result);
  const found = [...newest.keys()].slice(0, maxFound);
  return { sids: [...new Set([...looked.flat(), ...found])], results: newest };
}
