import { message } from '@colloquy/contract';
import { cascadeFromConversation } from '../../rest/cascade-delete.ts';
import { changeContext } from '../../rest/change-context.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import type { RequestContext } from '../../rest/request-context.ts';
import type { LockingReader } from '../../storage/storage.ts';
import { childContext, listChildren, lockChild, renderChild } from '../conversation/children.ts';
import { lockParentConversation } from '../conversation/find-conversation.ts';
import { persistDecision } from '../conversation/persist-decision.ts';
import {
  assertCanDeleteIn,
  assertWritable,
  chain,
  nextEventNumber,
  reactivate,
  withEvents,
} from '../conversation/rules.ts';
import type { ResourceDefinition } from '../resource.ts';
import { deleteMessage } from './delete-message.ts';
import { postMessage } from './post-message.ts';
import { readAuthorAhead, resolveAuthor } from './resolve-author.ts';
import { snapshot, update } from './rules.ts';
import {
  findMessage,
  type MessageRow,
  messageTable,
  pageOfMessages,
  presentMessage,
  removedMessageTable,
  renderMessage,
  setMessage,
} from './store.ts';

export const messageResource: ResourceDefinition<typeof message> = {
  handlers: {
    create: command({
      async load(reader, request) {
        const readAuthor = readAuthorAhead(reader, request, request.parameters.author);
        const conversation = await lockParentConversation(reader, request);
        return conversation && { conversation, readAuthor };
      },
      async run(transaction, { conversation, readAuthor }, request, deps) {
        assertWritable(conversation);
        const { parameters, now } = request;
        const context = changeContext(request, deps);
        const posted = await postMessage(transaction, conversation, parameters, context, readAuthor);
        const decision = chain(posted.decision, reactivate(posted.decision.conversation, now));
        return { result: posted.row, events: await persistDecision(transaction, conversation, decision) };
      },
      present,
    }),

    fetch: query({ read: (reader, request) => renderChild(reader, request, message, renderMessage) }),

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
        if (updated.author !== before.author) await resolveAuthor(transaction, conversation, updated.author);
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
        assertCanDeleteIn(conversation);
        const decision = await deleteMessage(transaction, conversation, before, now);
        return { result: null, events: await persistDecision(transaction, conversation, decision) };
      },
      present: noContent,
    }),
  },
  cascadeDeletes: [cascadeFromConversation(messageTable), cascadeFromConversation(removedMessageTable)],
};

function lockMessage(reader: LockingReader, request: RequestContext) {
  return lockChild(reader, request, message, findMessage);
}

function present(row: MessageRow, request: RequestContext): string {
  return presentMessage.fromRow(row, childContext(request, message, row.conversation_sid));
}
