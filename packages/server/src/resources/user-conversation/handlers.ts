import { userConversation } from '@colloquy/contract';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { carryOut } from '../conversation/carry-out.ts';
import { hold, sidOf } from '../conversation/named.ts';
import { writable } from '../conversation/rules.ts';
import { type Call, circumstancesOf, type HandlersOf, scopeOf, type Tools } from '../handler.ts';
import { listReply } from '../paging.ts';
import { change } from '../participant/change.ts';
import { leave } from '../participant/leave.ts';
import { userSidOf } from '../user/named.ts';
import { findUserConversation, getMember, pageOfUserConversations } from './store.ts';

/** The operations on conversations as a user sees them. */
export const userConversationHandlers = (tools: Tools): HandlersOf<typeof userConversation> => ({
  fetch: (call) =>
    tools.storage.read(async (reader) => {
      const userSid = await userOf(reader, call);
      const conversationSid = await sidOf(reader, call, call.identifier);
      if (userSid === undefined || conversationSid === undefined) return undefined;
      return bodyOf(reader, call, userSid, conversationSid);
    }),

  list: (call) =>
    tools.storage.read(async (reader) => {
      const userSid = await userOf(reader, call);
      if (userSid === undefined) return undefined;
      return listReply(reader, call, userConversation, pageOfUserConversations, of(call, userSid));
    }),

  update(call) {
    const now = tools.clock.now();
    return tools.storage.write(async (transaction) => {
      const held = await holdMembership(transaction, call);
      if (held === undefined) return undefined;
      const { conversation, member, userSid } = held;
      const circumstances = silently(call, now);
      const wanted = call.parameters;
      const changed = await change(tools, transaction, circumstances, conversation, member, wanted, now);
      await carryOut(transaction, circumstances, conversation, changed.decision);
      return bodyOf(transaction, call, userSid, conversation.sid);
    });
  },

  delete(call) {
    const now = tools.clock.now();
    return tools.storage.write(async (transaction) => {
      const held = await holdMembership(transaction, call);
      if (held === undefined) return undefined;
      const { conversation, member } = held;
      writable(conversation);
      const circumstances = silently(call, now);
      const decision = await leave(transaction, circumstances, conversation, member, now);
      await carryOut(transaction, circumstances, conversation, decision);
      return '';
    });
  },
});

/** These operations take no header that would have webhooks tell of them. */
const silently = (call: Call, now: number) => circumstancesOf({ ...call, parameters: {} }, now);

const userOf = (reader: Reader, call: Call): Promise<string | undefined> =>
  userSidOf(reader, call, call.parents['UserSid'] ?? '');

const of = (call: Call, userSid: string) => ({
  ...scopeOf(call, userConversation, { UserSid: userSid }),
  user_sid: userSid,
});

async function bodyOf(
  reader: Reader,
  call: Call,
  userSid: string,
  conversationSid: string,
): Promise<string | undefined> {
  const key = { ...of(call, userSid), conversation_sid: conversationSid };
  return (await reader.one(findUserConversation, key))?.body;
}

/** The conversation that a path names, held, and the participant that the path's user is there. */
async function holdMembership(transaction: Transaction, call: Call) {
  const conversation = await hold(transaction, call, call.identifier);
  const userSid = await userOf(transaction, call);
  if (conversation === undefined || userSid === undefined) return undefined;
  const { service_id, sid } = conversation;
  const member = await transaction.one(getMember, { service_id, conversation_sid: sid, user_sid: userSid });
  return member && { conversation, member, userSid };
}
