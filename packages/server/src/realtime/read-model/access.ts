import { findReadAccess } from '../../resources/access/users.ts';
import type { Reader } from '../../storage/storage.ts';
import type { SyncObject } from './sync-object.ts';
import { findUser } from './user-info-map.ts';
import type { ViewScope } from './view.ts';

/**
 * How an identity may read an object. `lasting` access ends only with an event: the removal of the participant or of the
 * user. Access `by-role` can end without one, because changes of roles are not events, and so it counts only for what was
 * read before it was checked.
 */
export type Access = 'lasting' | 'by-role' | 'denied';

/** How an identity may read an object; undefined when there is no such object. */
export async function findAccess(
  reader: Reader,
  scope: ViewScope,
  identity: string,
  { part, sid }: SyncObject,
): Promise<Access | undefined> {
  if (part === 'info' || part === 'conversations') {
    const user = await findUser(reader, scope, sid);
    return user && (part === 'info' || user.identity === identity ? 'lasting' : 'denied');
  }
  const user = { accountSid: scope.account_sid, chatServiceSid: scope.chat_service_sid, identity };
  const access = await findReadAccess(reader, user, sid);
  if (access === undefined) return undefined;
  if (access.content) return 'lasting';
  return part === 'channel' && access.document ? 'by-role' : 'denied';
}
