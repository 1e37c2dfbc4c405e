import { participant } from '@colloquy/contract';
import { carryOut } from '../conversation/carry-out.ts';
import { holdParent, parentSid } from '../conversation/named.ts';
import { andThen, revived, writable } from '../conversation/rules.ts';
import { conversationExists } from '../conversation/store.ts';
import { type Call, circumstancesOf, type HandlersOf, scopeOf, type Tools } from '../handler.ts';
import { listReply } from '../paging.ts';
import { change } from './change.ts';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { named, participantOf } from './named.ts';
import { findParticipant, type ParticipantRow, pageOfParticipants, presentParticipant } from './store.ts';

/** The operations on participants. */
export const participantHandlers = (tools: Tools): HandlersOf<typeof participant> => ({
  async create(call) {
    const now = tools.clock.now();
    const row = await tools.storage.write(async (transaction) => {
      const conversation = await holdParent(transaction, call);
      if (conversation === undefined) return undefined;
      writable(conversation);
      const circumstances = circumstancesOf(call, now);
      const joined = await join(tools, transaction, circumstances, conversation, call.parameters, now);
      const decision = andThen(joined.decision, (after) => revived(after, now));
      await carryOut(transaction, circumstances, conversation, decision);
      return joined.participant;
    });
    return row && presented(call, row);
  },

  fetch: (call) =>
    tools.storage.read(async (reader) => {
      const conversation = await parentSid(reader, call);
      if (conversation === undefined) return undefined;
      const { by, identifier } = named(call.identifier);
      const found = await reader.one(findParticipant[by], { ...within(call, conversation), identifier });
      return found?.body;
    }),

  list: (call) =>
    tools.storage.read(async (reader) => {
      const conversation = await parentSid(reader, call);
      if (conversation === undefined) return undefined;
      const scope = within(call, conversation);
      return listReply(reader, call, participant, pageOfParticipants, scope, {
        exists: async () => (await reader.one(conversationExists, scope)) !== undefined,
      });
    }),

  async update(call) {
    const now = tools.clock.now();
    const row = await tools.storage.write(async (transaction) => {
      const conversation = await holdParent(transaction, call);
      const before = conversation && (await participantOf(transaction, conversation, call.identifier));
      if (conversation === undefined || before === undefined) return undefined;
      const circumstances = circumstancesOf(call, now);
      const changed = await change(
        tools,
        transaction,
        circumstances,
        conversation,
        before,
        call.parameters,
        now,
      );
      await carryOut(transaction, circumstances, conversation, changed.decision);
      return changed.participant;
    });
    return row && presented(call, row);
  },

  async delete(call) {
    const now = tools.clock.now();
    return tools.storage.write(async (transaction) => {
      const conversation = await holdParent(transaction, call);
      const row = conversation && (await participantOf(transaction, conversation, call.identifier));
      if (conversation === undefined || row === undefined) return undefined;
      writable(conversation);
      const circumstances = circumstancesOf(call, now);
      const decision = await leave(transaction, circumstances, conversation, row, now);
      await carryOut(transaction, circumstances, conversation, decision);
      return '';
    });
  },
});

const within = (call: Call, conversationSid: string) => ({
  ...scopeOf(call, participant, { ConversationSid: conversationSid }),
  conversation_sid: conversationSid,
});

const presented = (call: Call, row: ParticipantRow): string =>
  presentParticipant.fromRow(row, within(call, row.conversation_sid));
