import { ensureServiceUser } from '../../resources/access/users.ts';
import { findUserSid } from '../../resources/user/store.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { SessionUser } from '../session/session.ts';

/**
 * Finds the user with the identity of a session, and creates it if there is none.
 *
 * @returns the user's SID; undefined when the service of the session does not exist.
 */
export async function ensureSessionUser(
  deps: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>,
  { accountSid, serviceSid, identity }: SessionUser,
): Promise<string | undefined> {
  const user = { accountSid, chatServiceSid: serviceSid, identity };
  await ensureServiceUser(deps, user);
  const key = { ...serviceKey(user), identifier: identity };
  return (await deps.storage.read((reader) => reader.one(findUserSid.identity, key)))?.sid;
}
