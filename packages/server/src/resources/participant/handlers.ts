import { participant } from '@colloquy/contract';
import { nameKey } from '../../rest/canonical-sid.ts';
import { cascadeFromConversation } from '../../rest/cascade-delete.ts';
import { changeContext } from '../../rest/change-context.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import type { RequestContext } from '../../rest/request-context.ts';
import { childContext, findChildContext, listChildren } from '../conversation/children.ts';
import { lockParentConversation } from '../conversation/find-conversation.ts';
import { persistDecision } from '../conversation/persist-decision.ts';
import { assertCanDeleteIn, assertWritable, chain, reactivate } from '../conversation/rules.ts';
import type { ResourceDefinition } from '../resource.ts';
import { addParticipant } from './add-participant.ts';
import { lockParticipant } from './find-participant.ts';
import { assertOnlyGroupAfterChange } from './group-members.ts';
import { removeParticipant } from './remove-participant.ts';
import { isGroupMember } from './rules.ts';
import {
  type ParticipantRow,
  pageOfParticipants,
  participantTable,
  presentParticipant,
  removedParticipantTable,
  renderParticipant,
} from './store.ts';
import { updateParticipant } from './update-participant.ts';

export const participantResource: ResourceDefinition<typeof participant> = {
  handlers: {
    create: command({
      load: lockParentConversation,
      async run(transaction, conversation, request, deps) {
        assertWritable(conversation);
        const context = changeContext(request, deps);
        const added = await addParticipant(transaction, conversation, request.parameters, context);
        if (isGroupMember(added.row))
          await assertOnlyGroupAfterChange(transaction, request.accountSid, added.row);
        const decision = chain(added.decision, reactivate(added.decision.conversation, request.now));
        return { result: added.row, events: await persistDecision(transaction, conversation, decision) };
      },
      present,
    }),

    fetch: query({
      async read(reader, request) {
        const context = await findChildContext(reader, request, participant);
        const { by, identifier } = nameKey(participant, request.identifier);
        return context && (await reader.one(renderParticipant[by], { ...context, identifier }))?.body;
      },
    }),

    list: query({
      read: (reader, request) => listChildren(reader, request, participant, pageOfParticipants),
    }),

    update: command({
      load: lockParticipant,
      async run(transaction, { conversation, before }, request, deps) {
        const context = changeContext(request, deps);
        const { row, decision } = await updateParticipant(
          transaction,
          conversation,
          before,
          request.parameters,
          context,
        );
        return { result: row, events: await persistDecision(transaction, conversation, decision) };
      },
      present,
    }),

    delete: command({
      load: lockParticipant,
      async run(transaction, { conversation, before }, request) {
        assertCanDeleteIn(conversation);
        const decision = await removeParticipant(transaction, conversation, before, request);
        return { result: null, events: await persistDecision(transaction, conversation, decision) };
      },
      present: noContent,
    }),
  },
  cascadeDeletes: [
    cascadeFromConversation(participantTable),
    cascadeFromConversation(removedParticipantTable),
  ],
};

function present(row: ParticipantRow, request: RequestContext): string {
  return presentParticipant.fromRow(row, childContext(request, participant, row.conversation_sid));
}
