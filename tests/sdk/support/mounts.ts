import type {
  ConversationContextUpdateOptions,
  ConversationInstance,
  ConversationListInstanceCreateOptions,
  ConversationListInstanceOptions,
  ConversationListInstancePageOptions,
} from 'twilio/lib/rest/conversations/v1/conversation.js';
import type { OfficialClient } from '../../support/http/official-client.ts';

/** The two mounts of paths: below a service, and the account paths for the account's default service. */
export const mounts = ['service', 'account'] as const;
export type Mount = (typeof mounts)[number];

/** The common members of the client's two classes for a conversation. */
type Conversation = Pick<
  ConversationInstance,
  | 'sid'
  | 'accountSid'
  | 'friendlyName'
  | 'uniqueName'
  | 'attributes'
  | 'state'
  | 'dateCreated'
  | 'dateUpdated'
  | 'timers'
  | 'bindings'
  | 'url'
  | 'links'
  | 'toJSON'
> &
  Item;

/** One conversation, by its identifier. */
interface Item {
  fetch(): Promise<Conversation>;
  update(params?: ConversationContextUpdateOptions): Promise<Conversation>;
  remove(params?: { xTwilioWebhookEnabled?: 'true' | 'false' }): Promise<boolean>;
}

interface Page {
  readonly instances: readonly Conversation[];
  nextPageUrl?: string;
  previousPageUrl?: string;
  nextPage(): Promise<Page> | undefined;
  previousPage(): Promise<Page> | undefined;
}

interface EachOptions extends ConversationListInstanceOptions {
  callback(item: Conversation): void;
  done(error?: Error): void;
}

/** The conversations of one mount. */
export interface Conversations {
  create(params?: ConversationListInstanceCreateOptions): Promise<Conversation>;
  list(params?: ConversationListInstanceOptions): Promise<Conversation[]>;
  each(params: EachOptions): void;
  page(params?: ConversationListInstancePageOptions): Promise<Page>;
  getPage(url: string): Promise<Page>;
}

/** The client's objects for a mount. */
export function conversationsOf(
  { conversations: { v1 } }: OfficialClient,
  mount: Mount,
  serviceSid: string,
): { readonly conversations: Conversations; readonly at: (identifier: string) => Item } {
  if (mount === 'account')
    return { conversations: v1.conversations, at: (identifier) => v1.conversations(identifier) };
  const { conversations } = v1.services(serviceSid);
  return { conversations, at: (identifier) => conversations(identifier) };
}
