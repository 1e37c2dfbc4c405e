import { userConversation } from '@colloquy/contract';
import {
  type HandlerDeps,
  type HandlersOf,
  type RequestContext,
  replyContext,
  requestEventContext,
} from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { lockConversation, resolveConversationSid } from '../conversation/find-conversation.ts';
import { persistDecision } from '../conversation/persist-decision.ts';
import { assertWritable } from '../conversation/rules.ts';
import { removeParticipant } from '../participant/leave.ts';
import { change } from '../participant/update-participant.ts';
import { resolveUserSid } from '../user/find-user.ts';
import { findUserConversation, getMember, pageOfUserConversations } from './store.ts';

/** The operations on conversations as a user sees them. */
export const userConversationHandlers = (deps: HandlerDeps): HandlersOf<typeof userConversation> => ({
  fetch: (request) =>
    deps.storage.read(async (reader) => {
      const userSid = await userOf(reader, request);
      const conversationSid = await resolveConversationSid(reader, request, request.identifier);
      if (userSid === undefined || conversationSid === undefined) return undefined;
      return bodyOf(reader, request, userSid, conversationSid);
    }),

  list: (request) =>
    deps.storage.read(async (reader) => {
      const userSid = await userOf(reader, request);
      if (userSid === undefined) return undefined;
      return renderList(reader, request, userConversation, pageOfUserConversations, of(request, userSid));
    }),

  update(request) {
    const now = deps.clock.now();
    return deps.storage.write(async (transaction) => {
      const held = await holdMembership(transaction, request);
      if (held === undefined) return undefined;
      const { conversation, member, userSid } = held;
      const eventContext = withoutWebhooks(request, now);
      const wanted = request.parameters;
      const changed = await change(deps, transaction, eventContext, conversation, member, wanted, now);
      await persistDecision(transaction, eventContext, conversation, changed.decision);
      return bodyOf(transaction, request, userSid, conversation.sid);
    });
  },

  delete(request) {
    const now = deps.clock.now();
    return deps.storage.write(async (transaction) => {
      const held = await holdMembership(transaction, request);
      if (held === undefined) return undefined;
      const { conversation, member } = held;
      assertWritable(conversation);
      const eventContext = withoutWebhooks(request, now);
      const decision = await removeParticipant(transaction, eventContext, conversation, member, now);
      await persistDecision(transaction, eventContext, conversation, decision);
      return '';
    });
  },
});

/** These operations take no header that would have webhooks tell of them. */
const withoutWebhooks = (request: RequestContext, now: number) =>
  requestEventContext({ ...request, parameters: {} }, now);

const userOf = (reader: Reader, request: RequestContext): Promise<string | undefined> =>
  resolveUserSid(reader, request, request.parents['UserSid'] ?? '');

const of = (request: RequestContext, userSid: string) => ({
  ...replyContext(request, userConversation, { UserSid: userSid }),
  user_sid: userSid,
});

async function bodyOf(
  reader: Reader,
  request: RequestContext,
  userSid: string,
  conversationSid: string,
): Promise<string | undefined> {
  const key = { ...of(request, userSid), conversation_sid: conversationSid };
  return (await reader.one(findUserConversation, key))?.body;
}

/** The conversation that a path names, held, and the participant that the path's user is there. */
async function holdMembership(transaction: Transaction, request: RequestContext) {
  const conversation = await lockConversation(transaction, request, request.identifier);
  const userSid = await userOf(transaction, request);
  if (conversation === undefined || userSid === undefined) return undefined;
  const { service_id, sid } = conversation;
  const member = await transaction.one(getMember, { service_id, conversation_sid: sid, user_sid: userSid });
  return member && { conversation, member, userSid };
}
