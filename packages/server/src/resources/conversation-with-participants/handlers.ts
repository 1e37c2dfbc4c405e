import { conversation, type conversationWithParticipants } from '@colloquy/contract';
import { addJob } from '../../jobs/store.ts';
import { changeContext } from '../../rest/change-context.ts';
import { command } from '../../rest/handler.ts';
import { replyContext, wantsWebhooks } from '../../rest/request-context.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import { createConversation } from '../conversation/create-conversation.ts';
import { findCreateDefaults, presentConversation } from '../conversation/store.ts';
import type { ResourceDefinition } from '../resource.ts';
import { assertParticipantsFit } from './assert-participants-fit.ts';
import { initializationJob, initialize, newInitializationJob } from './initialize.ts';
import { hasParticipantsToAdd } from './rules.ts';

export const conversationWithParticipantsResource: ResourceDefinition<typeof conversationWithParticipants> = {
  handlers: {
    create: command({
      prepare: (request, { storage, limits }) =>
        storage.read((reader) => assertParticipantsFit(reader, limits, request)),
      load: (reader, request) => reader.one(findCreateDefaults, serviceKey(request)),
      async run(transaction, defaults, request, deps) {
        const { participant: participants = [], state } = request.parameters;
        const isAsync = hasParticipantsToAdd(request.parameters);
        const context = changeContext(request, deps);
        const { result: row, events } = await createConversation(
          transaction,
          defaults,
          request.parameters,
          context,
          isAsync,
        );
        if (isAsync) {
          const job = newInitializationJob(row, {
            participants,
            // The rule has refused a conversation that would be created closed.
            state: state === 'inactive' ? 'inactive' : 'active',
            actor: request.actor,
            webhookEnabled: wantsWebhooks(request),
          });
          await transaction.insert(addJob, job);
        }
        return { result: { row, isAsync }, events };
      },
      present({ row, isAsync }, request) {
        const body = presentConversation.fromRow(row, replyContext(request, conversation));
        return isAsync ? { accepted: body } : body;
      },
      async afterCommit({ isAsync }, _, { wakeScheduler }) {
        if (isAsync) wakeScheduler();
      },
    }),
  },
  jobHandlers: { [initializationJob]: initialize },
};
