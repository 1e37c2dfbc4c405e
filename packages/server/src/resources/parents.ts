import type { Storage } from '../storage/storage.ts';
import { sidOf } from './conversation/named.ts';
import { conversationExists } from './conversation/store.ts';
import { type Call, serviceOf } from './handler.ts';
import { canonicalSid } from './identifiers.ts';
import { getMessageSid } from './message/store.ts';
import { serviceExists } from './service/store.ts';
import { userSidOf } from './user/named.ts';

/** Whether all that a request's path names before the object itself exists: its service and its parents. */
export const parentsExist = (storage: Storage, call: Call): Promise<boolean> =>
  storage.read(async (reader) => {
    const scope = serviceOf(call);
    if (call.chatServiceSid === '') return true;
    if ((await reader.one(serviceExists, scope)) === undefined) return false;
    const { ConversationSid, UserSid, MessageSid } = call.parents;
    if (UserSid !== undefined) return (await userSidOf(reader, call, UserSid)) !== undefined;
    if (ConversationSid === undefined) return true;
    const conversation_sid = await sidOf(reader, call, ConversationSid);
    if (conversation_sid === undefined) return false;
    const inConversation = { ...scope, conversation_sid };
    if (MessageSid === undefined) return (await reader.one(conversationExists, inConversation)) !== undefined;
    const sid = canonicalSid('IM', MessageSid);
    return sid !== undefined && (await reader.one(getMessageSid, { ...inConversation, sid })) !== undefined;
  });
