import { findReadAccess } from '../../resources/access/users.ts';
import type { Reader } from '../../storage/storage.ts';
import type { SyncObject } from './sync-object.ts';
import { findUser } from './user-info-map.ts';
import type { ViewScope } from './view.ts';

/** Whether an identity may read an object; undefined when there is no such object. */
export async function mayRead(
  reader: Reader,
  scope: ViewScope,
  identity: string,
  { part, sid }: SyncObject,
): Promise<boolean | undefined> {
  if (part === 'info' || part === 'conversations') {
    const user = await findUser(reader, scope, sid);
    return user && (part === 'info' || user.identity === identity);
  }
  const user = { accountSid: scope.account_sid, chatServiceSid: scope.chat_service_sid, identity };
  const access = await findReadAccess(reader, user, sid);
  return access && (part === 'channel' ? access.document : access.content);
}
