import { userConversation } from '@colloquy/contract';
import { changeContext } from '../../rest/change-context.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import type { LockingReader, Reader } from '../../storage/storage.ts';
import { lockConversation, resolveConversationSid } from '../conversation/find-conversation.ts';
import { persistDecision } from '../conversation/persist-decision.ts';
import { assertCanDeleteIn } from '../conversation/rules.ts';
import { removeParticipant } from '../participant/remove-participant.ts';
import { updateParticipant } from '../participant/update-participant.ts';
import type { ResourceDefinition } from '../resource.ts';
import { resolveUserSid } from '../user/find-user.ts';
import {
  findMember,
  findUserConversation,
  pageOfUserConversations,
  presentUserConversation,
  renderUserConversation,
} from './store.ts';

/** Conversations as one of their users sees them. Webhooks are never notified: the operations lack the header. */
export const userConversationResource: ResourceDefinition<typeof userConversation> = {
  handlers: {
    fetch: query({
      async read(reader, request) {
        const userSid = await resolveUser(reader, request);
        const conversationSid = await resolveConversationSid(reader, request, request.identifier);
        if (userSid === undefined || conversationSid === undefined) return undefined;
        const key = { ...userContext(request, userSid), conversation_sid: conversationSid };
        return (await reader.one(renderUserConversation, key))?.body;
      },
    }),

    list: query({
      async read(reader, request) {
        const userSid = await resolveUser(reader, request);
        if (userSid === undefined) return undefined;
        const context = userContext(request, userSid);
        return renderList(reader, request, userConversation, pageOfUserConversations, context);
      },
    }),

    update: command({
      load: lockMembership,
      async run(transaction, { conversation, member, userSid }, request, deps) {
        const context = changeContext(request, deps);
        const { decision } = await updateParticipant(
          transaction,
          conversation,
          member,
          request.parameters,
          context,
        );
        const events = await persistDecision(transaction, conversation, decision);
        const { service_id, sid } = conversation;
        const key = { service_id, conversation_sid: sid, user_sid: userSid };
        const row = await transaction.one(findUserConversation, key);
        if (row === undefined) throw new Error('Invariant violated: participant without membership');
        return { result: row, events };
      },
      present: (row, request) => presentUserConversation.fromRow(row, userContext(request, row.user_sid)),
    }),

    delete: command({
      load: lockMembership,
      async run(transaction, { conversation, member }, request) {
        assertCanDeleteIn(conversation);
        const decision = await removeParticipant(transaction, conversation, member, request);
        return { result: null, events: await persistDecision(transaction, conversation, decision) };
      },
      present: noContent,
    }),
  },
};

const resolveUser = (reader: Reader, request: RequestContext): Promise<string | undefined> =>
  resolveUserSid(reader, request, request.parents['UserSid'] ?? '');

const userContext = (request: RequestContext, userSid: string) => ({
  ...replyContext(request, userConversation, { UserSid: userSid }),
  user_sid: userSid,
});

/** Locks the conversation that a path names, and finds the participant that the user of the path is in it. */
async function lockMembership(reader: LockingReader, request: RequestContext) {
  const conversation = await lockConversation(reader, request);
  const userSid = await resolveUser(reader, request);
  if (conversation === undefined || userSid === undefined) return undefined;
  const { service_id, sid } = conversation;
  const member = await reader.one(findMember, { service_id, conversation_sid: sid, user_sid: userSid });
  return member && { conversation, member, userSid };
}
