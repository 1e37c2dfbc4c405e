import type {
  MessageContextUpdateOptions,
  MessageInstance,
  MessageListInstanceCreateOptions,
} from 'twilio/lib/rest/conversations/v1/conversation/message.js';
import type {
  ParticipantContextUpdateOptions,
  ParticipantInstance,
  ParticipantListInstanceCreateOptions,
} from 'twilio/lib/rest/conversations/v1/conversation/participant.js';
import type {
  RoleContextUpdateOptions,
  RoleInstance,
  RoleListInstanceCreateOptions,
} from 'twilio/lib/rest/conversations/v1/role.js';
import type {
  UserContextUpdateOptions,
  UserInstance,
  UserListInstanceCreateOptions,
} from 'twilio/lib/rest/conversations/v1/user.js';
import type { OfficialClient } from '../../support/http/official-client.ts';
import type { Mount } from './mounts.ts';

/** The common members of the client's two classes for one resource. */
interface Item<Properties, Change> {
  fetch(): Promise<Properties & Item<Properties, Change>>;
  update(params: Change): Promise<Properties & Item<Properties, Change>>;
  remove(): Promise<boolean>;
}

interface Page<Properties> {
  readonly instances: readonly Properties[];
  nextPage(): Promise<Page<Properties>> | undefined;
  previousPage(): Promise<Page<Properties>> | undefined;
}

interface ListOptions {
  limit?: number;
  pageSize?: number;
}

interface Objects<Properties, Creation, Change, Options extends ListOptions = ListOptions> {
  (identifier: string): Item<Properties, Change>;
  create(params: Creation): Promise<Properties & Item<Properties, Change>>;
  list(params?: Options): Promise<Properties[]>;
  page(params?: Omit<Options, 'limit'>): Promise<Page<Properties>>;
}

type Dated = 'sid' | 'accountSid' | 'dateCreated' | 'dateUpdated' | 'url' | 'toJSON';

type Role = Pick<RoleInstance, Dated | 'chatServiceSid' | 'friendlyName' | 'type' | 'permissions'>;
type User = Pick<
  UserInstance,
  Dated | 'chatServiceSid' | 'identity' | 'friendlyName' | 'attributes' | 'roleSid' | 'links'
>;
type Participant = Pick<
  ParticipantInstance,
  | Dated
  | 'conversationSid'
  | 'identity'
  | 'attributes'
  | 'messagingBinding'
  | 'roleSid'
  | 'lastReadMessageIndex'
>;
type Message = Pick<
  MessageInstance,
  Dated | 'conversationSid' | 'index' | 'author' | 'body' | 'attributes' | 'participantSid' | 'links'
>;

interface ConversationResources {
  readonly participants: Objects<
    Participant,
    ParticipantListInstanceCreateOptions,
    ParticipantContextUpdateOptions
  >;
  readonly messages: Objects<
    Message,
    MessageListInstanceCreateOptions,
    MessageContextUpdateOptions,
    ListOptions & { order?: 'asc' | 'desc' }
  >;
}

/** The client's objects for a mount. */
interface ServiceResources {
  readonly roles: Objects<Role, RoleListInstanceCreateOptions, RoleContextUpdateOptions>;
  readonly users: Objects<User, UserListInstanceCreateOptions, UserContextUpdateOptions>;
  /** The objects of the conversation with this SID or unique name. */
  readonly inConversation: (conversation: string) => ConversationResources;
  /** Creates a conversation and returns its SID. */
  readonly make: () => Promise<string>;
}

export function resourcesOf(
  { conversations: { v1 } }: OfficialClient,
  mount: Mount,
  serviceSid: string,
): ServiceResources {
  if (mount === 'account') {
    const { roles, users, conversations } = v1;
    return {
      roles,
      users,
      inConversation: conversations,
      make: async () => (await conversations.create()).sid,
    };
  }
  const { roles, users, conversations } = v1.services(serviceSid);
  return {
    roles,
    users,
    inConversation: conversations,
    make: async () => (await conversations.create()).sid,
  };
}
