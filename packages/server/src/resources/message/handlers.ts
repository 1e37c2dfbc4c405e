import { message } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { carryOut } from '../conversation/carry-out.ts';
import { holdParent, parentSid } from '../conversation/named.ts';
import { andThen, counted, revived, writable } from '../conversation/rules.ts';
import { conversationExists } from '../conversation/store.ts';
import { type Call, circumstancesOf, type HandlersOf, scopeOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { removeMediaOfMessage } from '../media/attach.ts';
import { listReply } from '../paging.ts';
import { removeReceiptsOf } from '../receipt/store.ts';
import { post } from './post.ts';
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
export const messageHandlers = (tools: Tools): HandlersOf<typeof message> => ({
  async create(call) {
    const now = tools.clock.now();
    const row = await tools.storage.write(async (transaction) => {
      const conversation = await holdParent(transaction, call);
      if (conversation === undefined) return undefined;
      writable(conversation);
      const posted = await post(tools, transaction, conversation, call.parameters, now);
      const decision = andThen(posted.decision, (after) => revived(after, now));
      await carryOut(transaction, circumstancesOf(call, now), conversation, decision);
      return posted.message;
    });
    return row && presented(call, row);
  },

  async fetch(call) {
    const sid = canonicalSid(message.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    return tools.storage.read(async (reader) => {
      const conversation = await parentSid(reader, call);
      if (conversation === undefined) return undefined;
      return (await reader.one(findMessage, { ...within(call, conversation), sid }))?.body;
    });
  },

  list: (call) =>
    tools.storage.read(async (reader) => {
      const conversation = await parentSid(reader, call);
      if (conversation === undefined) return undefined;
      const scope = within(call, conversation);
      const { order = 'asc' } = call.parameters;
      return listReply(reader, call, message, pageOfMessages[order], scope, {
        exists: async () => (await reader.one(conversationExists, scope)) !== undefined,
      });
    }),

  async update(call) {
    const sid = canonicalSid(message.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const now = tools.clock.now();
    const row = await tools.storage.write(async (transaction) => {
      const conversation = await holdParent(transaction, call);
      if (conversation === undefined) return undefined;
      const key = { service_id: conversation.service_id, conversation_sid: conversation.sid, sid };
      const before = await transaction.one(getMessage, key);
      if (before === undefined) return undefined;
      writable(conversation);
      const after = updated(before, call.parameters, now);
      if (after === before) return before;
      const changed = { ...after, updated_event: conversation.event_counter + 1 };
      await transaction.update(setMessage, changed);
      const decision = counted(conversation, [{ name: 'onMessageUpdated', data: snapshot(changed) }]);
      await carryOut(transaction, circumstancesOf(call, now), conversation, decision);
      return changed;
    });
    return row && presented(call, row);
  },

  async delete(call) {
    const sid = canonicalSid(message.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const now = tools.clock.now();
    return tools.storage.write(async (transaction) => {
      const conversation = await holdParent(transaction, call);
      if (conversation === undefined) return undefined;
      const key = { service_id: conversation.service_id, conversation_sid: conversation.sid, sid };
      const row = await transaction.one(getMessage, key);
      if (row === undefined) return undefined;
      writable(conversation);
      await transaction.remove(removeMessage, row);
      if (row.delivery !== null)
        await transaction.remove(removeReceiptsOf, { service_id: row.service_id, message_sid: sid });
      if (row.media !== null)
        await removeMediaOfMessage(
          transaction,
          row.service_id,
          { conversationSid: row.conversation_sid, messageSid: sid },
          instant(now),
        );
      const decision = counted(conversation, [
        { name: 'onMessageRemoved', data: { ...snapshot(row), date_removed: instant(now) } },
      ]);
      await carryOut(transaction, circumstancesOf(call, now), conversation, decision);
      return '';
    });
  },
});

const within = (call: Call, conversationSid: string) => ({
  ...scopeOf(call, message, { ConversationSid: conversationSid }),
  conversation_sid: conversationSid,
});

const presented = (call: Call, row: MessageRow): string =>
  presentMessage.fromRow(row, within(call, row.conversation_sid));
