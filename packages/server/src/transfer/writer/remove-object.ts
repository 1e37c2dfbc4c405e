import { appendEvents, type SubjectEvents } from '../../events/event-log.ts';
import { deleteConversation, enqueueCleanup } from '../../resources/conversation/delete-conversation.ts';
import { persistDecision } from '../../resources/conversation/persist-decision.ts';
import { remove } from '../../resources/conversation/rules.ts';
import { type ConversationRow, lockConversationBy } from '../../resources/conversation/store.ts';
import { deleteMessage } from '../../resources/message/delete-message.ts';
import { findMessage } from '../../resources/message/store.ts';
import { removeParticipant } from '../../resources/participant/remove-participant.ts';
import { findParticipant } from '../../resources/participant/store.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { RemovedObject } from '../removed-object.ts';
import { importEventContext } from './service-context.ts';
import type { Target } from './write-batch.ts';

/** Deletes an object as a request would, with the event that reports it, but silently. False if there is none. */
export async function removeObject(
  transaction: Transaction,
  target: Target,
  removed: RemovedObject,
): Promise<boolean> {
  const { accountSid } = target;
  const { serviceSid, conversationSid } = removed;
  const key = { ...serviceKey({ accountSid, chatServiceSid: serviceSid }), identifier: conversationSid };
  const conversation = await transaction.lock(lockConversationBy.sid, key);
  if (conversation === undefined) return false;
  const events = await removeFrom(transaction, target, conversation, removed);
  appendEvents(transaction, importEventContext({ ...target, serviceSid }), events);
  return events.length > 0;
}

async function removeFrom(
  transaction: Transaction,
  { accountSid, now }: Target,
  conversation: ConversationRow,
  { kind, sid }: RemovedObject,
): Promise<readonly SubjectEvents[]> {
  const key = { service_id: conversation.service_id, conversation_sid: conversation.sid };
  switch (kind) {
    case 'conversations': {
      const events = await deleteConversation(transaction, remove(conversation, now));
      await enqueueCleanup(transaction, conversation);
      return events;
    }
    case 'participants': {
      const row = await transaction.one(findParticipant.sid, { ...key, identifier: sid });
      if (row === undefined) return [];
      const decision = await removeParticipant(transaction, conversation, row, { accountSid, now });
      return persistDecision(transaction, conversation, decision);
    }
    case 'messages': {
      const row = await transaction.one(findMessage, { ...key, sid });
      if (row === undefined) return [];
      const decision = await deleteMessage(transaction, conversation, row, now);
      return persistDecision(transaction, conversation, decision);
    }
  }
}
