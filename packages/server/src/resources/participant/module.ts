import type { participant } from '@colloquy/contract';
import { cascadeFromConversation } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { ResourceModule } from '../../rest/resource-module.ts';
import { participantHandlers } from './handlers.ts';
import { participantTable, removedParticipantTable } from './store.ts';

export const participantModule = (deps: HandlerDeps): ResourceModule<typeof participant> => ({
  handlers: participantHandlers(deps),
  cascadeDeletes: [
    cascadeFromConversation(participantTable),
    cascadeFromConversation(removedParticipantTable),
  ],
});
