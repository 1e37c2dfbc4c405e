import {
  type Permission,
  participant,
  permissions,
  type Resource,
  type Route,
  type UserAccess,
  user,
} from '@colloquy/contract';
import type { Standing, UserRequest } from '../../rest/access.ts';
import { canonicalSid, nameKey } from '../../rest/canonical-sid.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { Reader } from '../../storage/storage.ts';
import { resolveConversationSid } from '../conversation/find-conversation.ts';
import { findMessageAuthor, findUserRoles } from './store.ts';

/** A user, and the service that the user belongs to. */
export type ServiceUser = Pick<UserRequest, 'accountSid' | 'chatServiceSid' | 'identity'>;

/** Stands for the conversation of what is outside of conversations. */
const noConversation = '';

/** The permissions of a user in a service and in a conversation. Undefined if one of these does not exist. */
export async function findRoles(reader: Reader, serviceUser: ServiceUser, conversationSid: string) {
  const { identity } = serviceUser;
  const key = { ...serviceKey(serviceUser), identity, conversation_sid: conversationSid };
  const found = await reader.one(findUserRoles, key);
  if (found === undefined) return undefined;
  if (conversationSid !== noConversation && found.conversation_sid === null) return undefined;
  const isParticipant = found.user_sid !== null && found.participant_sid !== null;
  return {
    conversationSid,
    userSid: found.user_sid,
    participantSid: found.participant_sid,
    servicePermissions: parsePermissions(found.user_sid === null ? null : found.service_permissions),
    conversationPermissions: isParticipant ? parsePermissions(found.conversation_permissions) : undefined,
  };
}

type Roles = NonNullable<Awaited<ReturnType<typeof findRoles>>>;

/** What the user of a request has where the request works. Undefined if the path names nothing that exists. */
export async function findStanding(
  reader: Reader,
  { resource }: Route,
  users: UserAccess,
  request: UserRequest,
): Promise<Standing | undefined> {
  const name = conversationNameIn(resource, request);
  const sid = name === undefined ? noConversation : await resolveConversationSid(reader, request, name);
  const roles = sid === undefined ? undefined : await findRoles(reader, request, sid);
  if (roles === undefined) return undefined;
  const isOwner = await ownsObject(reader, users, request, roles);
  return isOwner === undefined ? undefined : { ...roles, isOwner };
}

/** What a path names a conversation by, the object itself or a parent. */
function conversationNameIn(resource: Resource, { identifier, parents }: UserRequest): string | undefined {
  const isNamedByItem = resource.sidPrefix === 'CH' || resource.item === '/{ConversationSid}';
  const name = isNamedByItem ? identifier : parents['ConversationSid'];
  return name === '' ? undefined : name;
}

/** Whether the object of a request is the user's own; undefined for a message that does not exist. */
async function ownsObject(
  reader: Reader,
  { in: place, object }: UserAccess,
  request: UserRequest,
  { userSid, participantSid, conversationSid }: Roles,
): Promise<boolean | undefined> {
  const { identity, identifier } = request;
  const isNamed = (resource: typeof user | typeof participant, name: string, sid: string | null) => {
    const key = nameKey(resource, name);
    return key.identifier === (key.by === 'sid' ? sid : identity);
  };
  if (place === 'self' || place === 'membership')
    return isNamed(user, request.parents['UserSid'] ?? '', userSid);
  if (object === undefined) return false;
  if (object === 'user') return isNamed(user, identifier, userSid);
  if (object === 'participant') return isNamed(participant, identifier, participantSid);
  const sid = canonicalSid('IM', identifier) ?? '';
  const key = { ...serviceKey(request), conversation_sid: conversationSid, sid };
  const found = await reader.one(findMessageAuthor, key);
  return found && found.author === identity;
}

/** Names that a role has from another version of the server grant nothing. */
function parsePermissions(json: string | null): readonly Permission[] {
  const names: readonly string[] = JSON.parse(json ?? '[]');
  return names.filter((name): name is Permission => Object.hasOwn(permissions, name));
}
