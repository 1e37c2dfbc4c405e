import { participant } from '@colloquy/contract';
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
import { assertWritable, chain, reactivate } from '../conversation/rules.ts';
import { conversationExists } from '../conversation/store.ts';
import { findParticipantIn, named } from './find-participant.ts';
import { join } from './join.ts';
import { removeParticipant } from './leave.ts';
import { findParticipant, type ParticipantRow, pageOfParticipants, presentParticipant } from './store.ts';
import { change } from './update-participant.ts';

/** The operations on participants. */
export const participantHandlers = (deps: HandlerDeps): HandlersOf<typeof participant> => ({
  async create(request) {
    const now = deps.clock.now();
    const row = await deps.storage.write(async (transaction) => {
      const conversation = await lockParent(transaction, request);
      if (conversation === undefined) return undefined;
      assertWritable(conversation);
      const eventContext = requestEventContext(request, now);
      const joined = await join(deps, transaction, eventContext, conversation, request.parameters, now);
      const decision = chain(joined.decision, (after) => reactivate(after, now));
      await persistDecision(transaction, eventContext, conversation, decision);
      return joined.participant;
    });
    return row && presented(request, row);
  },

  fetch: (request) =>
    deps.storage.read(async (reader) => {
      const conversation = await resolveParentSid(reader, request);
      if (conversation === undefined) return undefined;
      const { by, identifier } = named(request.identifier);
      const found = await reader.one(findParticipant[by], { ...within(request, conversation), identifier });
      return found?.body;
    }),

  list: (request) =>
    deps.storage.read(async (reader) => {
      const conversation = await resolveParentSid(reader, request);
      if (conversation === undefined) return undefined;
      const scope = within(request, conversation);
      return renderList(reader, request, participant, pageOfParticipants, scope, {
        exists: async () => (await reader.one(conversationExists, scope)) !== undefined,
      });
    }),

  async update(request) {
    const now = deps.clock.now();
    const row = await deps.storage.write(async (transaction) => {
      const conversation = await lockParent(transaction, request);
      const before = conversation && (await findParticipantIn(transaction, conversation, request.identifier));
      if (conversation === undefined || before === undefined) return undefined;
      const eventContext = requestEventContext(request, now);
      const changed = await change(
        deps,
        transaction,
        eventContext,
        conversation,
        before,
        request.parameters,
        now,
      );
      await persistDecision(transaction, eventContext, conversation, changed.decision);
      return changed.participant;
    });
    return row && presented(request, row);
  },

  async delete(request) {
    const now = deps.clock.now();
    return deps.storage.write(async (transaction) => {
      const conversation = await lockParent(transaction, request);
      const row = conversation && (await findParticipantIn(transaction, conversation, request.identifier));
      if (conversation === undefined || row === undefined) return undefined;
      assertWritable(conversation);
      const eventContext = requestEventContext(request, now);
      const decision = await removeParticipant(transaction, eventContext, conversation, row, now);
      await persistDecision(transaction, eventContext, conversation, decision);
      return '';
    });
  },
});

const within = (request: RequestContext, conversationSid: string) => ({
  ...replyContext(request, participant, { ConversationSid: conversationSid }),
  conversation_sid: conversationSid,
});

const presented = (request: RequestContext, row: ParticipantRow): string =>
  presentParticipant.fromRow(row, within(request, row.conversation_sid));
