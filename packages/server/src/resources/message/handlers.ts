import { message } from '@colloquy/contract';
import { deleteMediaOfMessage } from '../../media/attach-media.ts';
import { instant } from '../../platform/instant.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import {
  type HandlerDeps,
  type HandlersOf,
  type RequestContext,
  replyContext,
  requestEventContext,
} from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { lockParent, resolveParentSid } from '../conversation/find-conversation.ts';
import { persistDecision } from '../conversation/persist-decision.ts';
import { assertWritable, chain, reactivate, withEvents } from '../conversation/rules.ts';
import { conversationExists } from '../conversation/store.ts';
import { removeReceiptsOf } from '../receipt/store.ts';
import { postMessage } from './post.ts';
import { snapshot, updated } from './rules.ts';
import {
  findMessage,
  getMessage,
  type MessageRow,
  pageOfMessages,
  presentMessage,
  removeMessage,
  setMessage,
} from './store.ts';

/** The operations on messages. */
export const messageHandlers = (deps: HandlerDeps): HandlersOf<typeof message> => ({
  async create(request) {
    const now = deps.clock.now();
    const row = await deps.storage.write(async (transaction) => {
      const conversation = await lockParent(transaction, request);
      if (conversation === undefined) return undefined;
      assertWritable(conversation);
      const posted = await postMessage(deps, transaction, conversation, request.parameters, now);
      const decision = chain(posted.decision, (after) => reactivate(after, now));
      await persistDecision(transaction, requestEventContext(request, now), conversation, decision);
      return posted.message;
    });
    return row && presented(request, row);
  },

  async fetch(request) {
    const sid = canonicalSid(message.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    return deps.storage.read(async (reader) => {
      const conversation = await resolveParentSid(reader, request);
      if (conversation === undefined) return undefined;
      return (await reader.one(findMessage, { ...within(request, conversation), sid }))?.body;
    });
  },

  list: (request) =>
    deps.storage.read(async (reader) => {
      const conversation = await resolveParentSid(reader, request);
      if (conversation === undefined) return undefined;
      const scope = within(request, conversation);
      const { order = 'asc' } = request.parameters;
      return renderList(reader, request, message, pageOfMessages[order], scope, {
        exists: async () => (await reader.one(conversationExists, scope)) !== undefined,
      });
    }),

  async update(request) {
    const sid = canonicalSid(message.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const now = deps.clock.now();
    const row = await deps.storage.write(async (transaction) => {
      const conversation = await lockParent(transaction, request);
      if (conversation === undefined) return undefined;
      const key = { service_id: conversation.service_id, conversation_sid: conversation.sid, sid };
      const before = await transaction.one(getMessage, key);
      if (before === undefined) return undefined;
      assertWritable(conversation);
      const after = updated(before, request.parameters, now);
      if (after === before) return before;
      const changed = { ...after, updated_event: conversation.event_counter + 1 };
      await transaction.update(setMessage, changed);
      const decision = withEvents(conversation, [
        { name: 'onMessageUpdated', properties: snapshot(changed) },
      ]);
      await persistDecision(transaction, requestEventContext(request, now), conversation, decision);
      return changed;
    });
    return row && presented(request, row);
  },

  async delete(request) {
    const sid = canonicalSid(message.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const now = deps.clock.now();
    return deps.storage.write(async (transaction) => {
      const conversation = await lockParent(transaction, request);
      if (conversation === undefined) return undefined;
      const key = { service_id: conversation.service_id, conversation_sid: conversation.sid, sid };
      const row = await transaction.one(getMessage, key);
      if (row === undefined) return undefined;
      assertWritable(conversation);
      await transaction.remove(removeMessage, row);
      if (row.delivery !== null)
        await transaction.remove(removeReceiptsOf, { service_id: row.service_id, message_sid: sid });
      if (row.media !== null)
        await deleteMediaOfMessage(
          transaction,
          row.service_id,
          { conversationSid: row.conversation_sid, messageSid: sid },
          instant(now),
        );
      const decision = withEvents(conversation, [
        { name: 'onMessageRemoved', properties: { ...snapshot(row), date_removed: instant(now) } },
      ]);
      await persistDecision(transaction, requestEventContext(request, now), conversation, decision);
      return '';
    });
  },
});

const within = (request: RequestContext, conversationSid: string) => ({
  ...replyContext(request, message, { ConversationSid: conversationSid }),
  conversation_sid: conversationSid,
});

const presented = (request: RequestContext, row: MessageRow): string =>
  presentMessage.fromRow(row, within(request, row.conversation_sid));
