import { canonicalSid } from '../rest/canonical-sid.ts';
import type { RequestContext } from '../rest/request-context.ts';
import { serviceExists, serviceKey } from '../rest/service-scope.ts';
import type { Storage } from '../storage/storage.ts';
import { resolveConversationSid } from './conversation/find-conversation.ts';
import { conversationExists } from './conversation/store.ts';
import { findMessageSid } from './message/store.ts';
import { resolveUserSid } from './user/find-user.ts';

/** Whether the service and the parents exist that a path names before the object itself. */
export const parentsExist = (storage: Storage, request: RequestContext): Promise<boolean> =>
  storage.read(async (reader) => {
    const scope = serviceKey(request);
    if (request.chatServiceSid === '') return true;
    if ((await reader.one(serviceExists, scope)) === undefined) return false;
    const { ConversationSid, UserSid, MessageSid } = request.parents;
    if (UserSid !== undefined) return (await resolveUserSid(reader, request, UserSid)) !== undefined;
    if (ConversationSid === undefined) return true;
    const conversation_sid = await resolveConversationSid(reader, request, ConversationSid);
    if (conversation_sid === undefined) return false;
    const inConversation = { ...scope, conversation_sid };
    if (MessageSid === undefined) return (await reader.one(conversationExists, inConversation)) !== undefined;
    const sid = canonicalSid('IM', MessageSid);
    return sid !== undefined && (await reader.one(findMessageSid, { ...inConversation, sid })) !== undefined;
  });
