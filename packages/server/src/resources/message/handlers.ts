import { message } from '@colloquy/contract';
import { deleteMediaOfMessage } from '../../media/attach-media.ts';
import { instant } from '../../platform/instant.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { cascadeFromConversation } from '../../rest/cascade-delete.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import type { RequestContext } from '../../rest/request-context.ts';
import type { LockingReader } from '../../storage/storage.ts';
import { childContext, findChildContext, listChildren } from '../conversation/children.ts';
import { lockParentConversation } from '../conversation/find-conversation.ts';
import { persistDecision } from '../conversation/persist-decision.ts';
import { assertWritable, chain, nextEventNumber, reactivate, withEvents } from '../conversation/rules.ts';
import { removeReceiptsOf } from '../receipt/store.ts';
import type { ResourceDefinition } from '../resource.ts';
import { postMessage } from './post-message.ts';
import { snapshot, update } from './rules.ts';
import {
  findMessage,
  type MessageRow,
  messageTable,
  pageOfMessages,
  presentMessage,
  removeMessage,
  renderMessage,
  setMessage,
} from './store.ts';

export const messageResource: ResourceDefinition<typeof message> = {
  handlers: {
    create: command({
      load: lockParentConversation,
      async run(transaction, conversation, { parameters, now }, { sids }) {
        assertWritable(conversation);
        const posted = await postMessage(transaction, conversation, parameters, { sids, now });
        const decision = chain(posted.decision, reactivate(posted.decision.conversation, now));
        return { result: posted.row, events: await persistDecision(transaction, conversation, decision) };
      },
      present,
    }),

    fetch: query({
      async read(reader, request) {
        const sid = canonicalSid(message.sidPrefix, request.identifier);
        const context = sid && (await findChildContext(reader, request, message));
        return context ? (await reader.one(renderMessage, { ...context, sid }))?.body : undefined;
      },
    }),

    list: query({
      read: (reader, request) =>
        listChildren(reader, request, message, pageOfMessages[request.parameters.order ?? 'asc']),
    }),

    update: command({
      load: lockMessage,
      async run(transaction, { conversation, before }, { parameters, now }) {
        assertWritable(conversation);
        const updated = update(before, parameters, now);
        if (updated === before) return { result: before };
        const after = { ...updated, updated_event: nextEventNumber(conversation) };
        await transaction.update(setMessage, after);
        const decision = withEvents(conversation, [
          { name: 'onMessageUpdated', properties: snapshot(after) },
        ]);
        return { result: after, events: await persistDecision(transaction, conversation, decision) };
      },
      present,
    }),

    delete: command({
      load: lockMessage,
      async run(transaction, { conversation, before }, { now }) {
        assertWritable(conversation);
        const { service_id, conversation_sid: conversationSid, sid } = before;
        const time = instant(now);
        await transaction.remove(removeMessage, before);
        if (before.delivery !== null)
          await transaction.remove(removeReceiptsOf, { service_id, message_sid: sid });
        if (before.media !== null)
          await deleteMediaOfMessage(transaction, service_id, { conversationSid, messageSid: sid }, time);
        const decision = withEvents(conversation, [
          { name: 'onMessageRemoved', properties: { ...snapshot(before), date_removed: time } },
        ]);
        return { result: null, events: await persistDecision(transaction, conversation, decision) };
      },
      present: noContent,
    }),
  },
  cascadeDeletes: [cascadeFromConversation(messageTable)],
};

/** Locks the conversation that a path names as a parent, and finds the message that the path names in it. */
async function lockMessage(reader: LockingReader, request: RequestContext) {
  const sid = canonicalSid(message.sidPrefix, request.identifier);
  const conversation = sid === undefined ? undefined : await lockParentConversation(reader, request);
  if (sid === undefined || conversation === undefined) return undefined;
  const key = { service_id: conversation.service_id, conversation_sid: conversation.sid, sid };
  const before = await reader.one(findMessage, key);
  return before && { conversation, before };
}

function present(row: MessageRow, request: RequestContext): string {
  return presentMessage.fromRow(row, childContext(request, message, row.conversation_sid));
}
