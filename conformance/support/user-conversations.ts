import type { Meta } from './api-objects.ts';
import { expectSuccess } from './expectations.ts';
import type { Api, Fields } from './http.ts';
import { servicePath } from './resources.ts';
import type { TestService } from './test-service.ts';

export interface UserConversationObject {
  readonly account_sid: string;
  readonly chat_service_sid: string;
  readonly conversation_sid: string;
  readonly participant_sid: string;
  readonly user_sid: string;
  readonly unread_messages_count: number | null;
  readonly last_read_message_index: number | null;
  readonly friendly_name: string | null;
  readonly unique_name: string | null;
  readonly attributes: string;
  readonly conversation_state: string;
  readonly timers: { readonly date_inactive?: string; readonly date_closed?: string };
  readonly created_by: string;
  readonly notification_level: string;
  readonly date_created: string;
  readonly date_updated: string;
  readonly url: string;
  readonly links: Readonly<Record<string, string>>;
}

export interface ParticipantConversationObject {
  readonly account_sid: string;
  readonly chat_service_sid: string;
  readonly participant_sid: string;
  readonly participant_user_sid: string | null;
  readonly participant_identity: string | null;
  readonly participant_messaging_binding: Readonly<Record<string, string | null>> | null;
  readonly conversation_sid: string;
  readonly conversation_unique_name: string | null;
  readonly conversation_friendly_name: string | null;
  readonly conversation_attributes: string;
  readonly conversation_date_created: string;
  readonly conversation_date_updated: string;
  readonly conversation_created_by: string;
  readonly conversation_state: string;
  readonly conversation_timers: { readonly date_inactive?: string; readonly date_closed?: string };
  readonly links: Readonly<Record<string, string>>;
}

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
