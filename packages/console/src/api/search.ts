import { type Client, ColloquyError } from '@colloquy/client';

export type SearchResult = Awaited<ReturnType<Client['pageSearchResults']>>['items'][number];

/** Results of one search; several can be in one conversation. */
const maxResults = 100;

/** The newest results in the conversations of a service; none if the server has no search. */
export const searchConversations = (
  client: Client,
  serviceSid: string,
  query: string,
  signal: AbortSignal,
): Promise<readonly SearchResult[]> =>
  client
    .pageSearchResults(
      { query, serviceSid, kind: ['message', 'conversation', 'participant'], pageSize: maxResults },
      { signal },
    )
    .then(({ items }) => items)
    .catch(noneIfRefused);

/** Most texts name no object, and some are too long for a search; that is not an error of the search. */
export function noneIfRefused(error: unknown): readonly never[] {
  if (error instanceof ColloquyError && error.status >= 400 && error.status < 500 && error.status !== 401)
    return [];
  throw error;
}
