import { ApiError, type Limits } from '@colloquy/contract';
import type { RequestContext } from '../../rest/request-context.ts';
import { serviceExists, serviceKey } from '../../rest/service-scope.ts';
import type { Reader } from '../../storage/storage.ts';
import { assertBelowConversationLimit } from '../participant/add-participant.ts';
import { findPair } from '../participant/address-pairs.ts';
import { assertOnlyGroup } from '../participant/group-members.ts';
import { isGroupMember, type NewParticipant, pairOf } from '../participant/rules.ts';
import { assertRole } from '../role/resolve-role.ts';
import { findUserSid } from '../user/store.ts';
import { validateMembers } from './rules.ts';

/**
 * Checks the first participants of a conversation against the database, so that the request is refused before anything
 * is created. It does nothing in a service that does not exist: that is a 404.
 *
 * @throws ApiError 50109 and 50105 for roles, 50425 for an address pair in use, 50438 for
 *   the members of another group, 50214 for a user who has reached the
 *   limit of open conversations, and those of {@link validateMembers}.
 */
export async function assertParticipantsFit(
  reader: Reader,
  limits: Limits,
  request: RequestContext<{ readonly participant?: readonly NewParticipant[] }>,
): Promise<void> {
  const { participant: settings = [] } = request.parameters;
  const scope = serviceKey(request);
  const service = settings.length === 0 ? undefined : await reader.one(serviceExists, scope);
  if (service === undefined) return;
  const newMembers = validateMembers(settings, limits);
  await assertOnlyGroup(reader, scope.account_sid, newMembers.filter(isGroupMember));
  for (const { roleSid } of settings) await assertRole(reader, service.id, roleSid, 'conversation', 50109);
  for (const newMember of newMembers) {
    const pair = pairOf(newMember);
    const holder = pair && (await reader.one(findPair, { account_sid: scope.account_sid, ...pair }));
    if (holder !== undefined) throw new ApiError(50425);
    if (newMember.identity === null) continue;
    const user = await reader.one(findUserSid.identity, { ...scope, identifier: newMember.identity });
    if (user !== undefined) await assertBelowConversationLimit(reader, limits, service.id, user.sid);
  }
}
