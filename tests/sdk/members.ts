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
import type { Family } from './families.ts';
import type { OfficialClient } from './server.ts';

/** What the client's two classes for one kind of object have in common. */
interface Item<Shown, Change> {
  fetch(): Promise<Shown & Item<Shown, Change>>;
  update(params: Change): Promise<Shown & Item<Shown, Change>>;
  remove(): Promise<boolean>;
}

interface Page<Shown> {
  readonly instances: readonly Shown[];
  nextPage(): Promise<Page<Shown>> | undefined;
  previousPage(): Promise<Page<Shown>> | undefined;
}

interface ListOptions {
  limit?: number;
  pageSize?: number;
}

interface Objects<Shown, Creation, Change, Options extends ListOptions = ListOptions> {
  (identifier: string): Item<Shown, Change>;
  create(params: Creation): Promise<Shown & Item<Shown, Change>>;
  list(params?: Options): Promise<Shown[]>;
  page(params?: Omit<Options, 'limit'>): Promise<Page<Shown>>;
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

interface Inside {
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

/** The client's objects for a family of paths. */
interface Members {
  readonly roles: Objects<Role, RoleListInstanceCreateOptions, RoleContextUpdateOptions>;
  readonly users: Objects<User, UserListInstanceCreateOptions, UserContextUpdateOptions>;
  /** Of the conversation with this SID or unique name. */
  readonly inside: (conversation: string) => Inside;
  /** Makes a conversation; answers its SID. */
  readonly make: () => Promise<string>;
}

export function membersOf(
  { conversations: { v1 } }: OfficialClient,
  family: Family,
  serviceSid: string,
): Members {
  if (family === 'alias') {
    const { roles, users, conversations } = v1;
    return { roles, users, inside: conversations, make: async () => (await conversations.create()).sid };
  }
  const { roles, users, conversations } = v1.services(serviceSid);
  return { roles, users, inside: conversations, make: async () => (await conversations.create()).sid };
}
