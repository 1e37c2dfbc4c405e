import { useQueries } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import {
  type Conversation,
  type ConversationSummary,
  conversationSummariesQuery,
} from '../../api/conversations.ts';
import { useService } from '../../api/service.ts';

/** Conversations that one request asks for; as many as a page of the list, so that loading more asks for those alone. */
const chunkSize = 25;

/** The summaries of the rows of a list by SID, in one request for each page; those that are loading are missing. */
export function useSummaries(rows: readonly Conversation[]): ReadonlyMap<string, ConversationSummary> {
  const client = useClient();
  const service = useService();
  const sids = rows.map(({ sid }) => sid);
  const chunks = Array.from({ length: Math.ceil(sids.length / chunkSize) }, (_, index) =>
    sids.slice(index * chunkSize, (index + 1) * chunkSize),
  );
  return useQueries({
    queries: chunks.map((chunk) => conversationSummariesQuery(client, service.sid, chunk)),
    combine: (results) => new Map(results.flatMap(({ data = [] }) => [...data])),
  });
}
