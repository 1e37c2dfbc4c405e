import {
  ApiError,
  camelCase,
  concernsConversation,
  missingPermission,
  type Need,
  type Operation,
  type Permission,
  permissions,
  type RoleType,
  type Route,
  type UserAccess,
} from '@colloquy/contract';
import type { Reader } from '../storage/storage.ts';
import type { RequestContext } from './request-context.ts';

/** What a user of the client SDKs has where a request works, as the rows are now. */
export interface Standing {
  readonly servicePermissions: readonly Permission[];
  /** Undefined unless the user is a participant of the conversation that the request works in. */
  readonly conversationPermissions: readonly Permission[] | undefined;
  /** Whether the object of the request is the user's own. */
  readonly isOwner: boolean;
}

/** A request of a user, with the identity from the user's token. */
export type UserRequest = RequestContext & { readonly identity: string };

/** What the pipeline has to know about users. The resources implement it, because they have the rows. */
export interface Users {
  /** Creates the user of a request, with the event, unless the service has it. */
  readonly ensureUser: (request: UserRequest) => Promise<void>;
  /** Undefined if the path names nothing that exists. */
  readonly findStanding: (
    reader: Reader,
    route: Route,
    users: UserAccess,
    request: UserRequest,
  ) => Promise<Standing | undefined>;
}

/** Participants see a conversation, and so do users whose role in the service has a permission that concerns it. */
export const canSeeConversation = ({
  servicePermissions,
  conversationPermissions,
}: Omit<Standing, 'isOwner'>): boolean =>
  conversationPermissions !== undefined || servicePermissions.some(concernsConversation);

/**
 * Checks a request of a user. Permissions take precedence over membership, so that the error names what is missing.
 *
 * @throws ApiError 50107 for a missing permission, 50430 for a user who is not a participant, 50205 for a role that the
 * user tries to set, 20403 for whatever users cannot do.
 */
export function assertAllowed(
  { parameters: definitions }: Operation,
  users: UserAccess,
  standing: Standing,
  { parameters, identity }: Pick<UserRequest, 'parameters' | 'identity'>,
): void {
  const isSelf = users.in === 'self' || users.in === 'membership';
  if (isSelf && !standing.isOwner) throw new ApiError(20403);
  let usesPermission =
    users.needs !== undefined && assertNeed(users, users.needs, standing, standing.isOwner);
  const values = new Map<string, unknown>(Object.entries(parameters));
  for (const [name, definition] of Object.entries(definitions)) {
    const value = values.get(camelCase(name));
    if (definition.in !== 'form' || value === undefined) continue;
    const need = users.parameters?.[name];
    if (need === undefined) throw new ApiError(20403);
    const isOwn = need.by === 'value' ? value === identity : standing.isOwner;
    usesPermission = assertNeed(users, need, standing, isOwn) || usesPermission;
  }
  if (usesPermission || standing.conversationPermissions !== undefined) return;
  // A reply shows the object even if the request changes nothing.
  const isVisible = users.in === 'conversation' ? canSeeConversation(standing) : !needsParticipant(users);
  if (!isVisible) throw new ApiError(50430);
}

const needsParticipant = ({ in: place }: UserAccess): boolean =>
  place === 'participant' || place === 'membership';

/** Returns whether the request uses a permission, rather than being allowed without one. */
function assertNeed(users: UserAccess, { own, other }: Need, standing: Standing, isOwn: boolean): boolean {
  const rule = isOwn ? own : other;
  if (rule === 'allowed') return false;
  if (typeof rule === 'number') throw new ApiError(rule);
  const { servicePermissions, conversationPermissions } = standing;
  const held = [...servicePermissions, ...(conversationPermissions ?? [])];
  if (rule.some((permission) => held.includes(permission))) return true;
  const [missing] = rule;
  // Every participant has a role, so membership is what the user lacks first.
  const lacksMembership = users.in !== 'service' && conversationPermissions === undefined;
  const types: readonly RoleType[] = permissions[missing];
  throw lacksMembership && types.includes('conversation') ? new ApiError(50430) : missingPermission(missing);
}
