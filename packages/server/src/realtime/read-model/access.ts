import { findParticipant } from '../../resources/participant/store.ts';
import type { Reader } from '../../storage/storage.ts';
import { findConversation } from './conversation-document.ts';
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
  const conversation = await findConversation(reader, scope, sid);
  if (conversation === undefined || part === 'channel') return conversation && true;
  const key = { service_id: conversation.service_id, conversation_sid: sid, identifier: identity };
  return (await reader.one(findParticipant.identity, key)) !== undefined;
}
