import type { Meta, UserConversationObject } from './api-objects.ts';
import { expectSuccess } from './expectations.ts';
import type { Api, Fields } from './http.ts';
import { servicePath } from './resources.ts';
import type { TestService } from './test-service.ts';

export interface MembershipPage<O> {
  readonly meta: Meta;
  readonly conversations: readonly O[];
}

/** Path of a user's conversations, from `/v1` on, without encoding the user. */
export const userConversationsPath = (testService: TestService, user: string): string =>
  `${servicePath(testService)}/Users/${user}/Conversations`;

/** Path of the conversations of an identity or an address. */
export const participantConversationsPath = (testService: TestService): string =>
  `${servicePath(testService)}/ParticipantConversations`;

export async function fetchPage<O>(api: Api, path: string, query: Fields = {}): Promise<MembershipPage<O>> {
  return expectSuccess(await api.get(path, path.includes('?') ? undefined : query), 200);
}

/** Fetches every page of a list and returns the SIDs of its conversations. */
export async function fetchAllPages(api: Api, path: string, query: Fields = {}): Promise<string[][]> {
  const pages: string[][] = [];
  let next: string | null = path;
  while (next !== null) {
    const page: MembershipPage<UserConversationObject> = await fetchPage(api, next, query);
    pages.push(page.conversations.map(({ conversation_sid }) => conversation_sid));
    next = page.meta.next_page_url;
    if (pages.length > 100) throw new Error('The pages have no end.');
  }
  return pages;
}
