import { conversation, type conversationWithParticipants } from '@colloquy/contract';
import { type HandlerDeps, type HandlersOf, replyContext, serviceKey } from '../../rest/handler.ts';
import { createConversation } from '../conversation/handlers.ts';
import { presentConversation } from '../conversation/store.ts';
import { serviceExists } from '../service/store.ts';
import { initialization } from './initialize.ts';
import { validate } from './validate.ts';

/** Makes conversations with their first participants. */
export const conversationWithParticipantsHandlers = (
  deps: HandlerDeps,
): HandlersOf<typeof conversationWithParticipants> => ({
  async create(request) {
    const { participant: participants = [], state = 'active', xTwilioWebhookEnabled } = request.parameters;
    const scope = replyContext(request, conversation);
    if (participants.length === 0) {
      const row = await createConversation(deps, request);
      return row && presentConversation.fromRow(row, scope);
    }
    const fits = await deps.storage.read(async (reader) => {
      const service = await reader.one(serviceExists, serviceKey(request));
      if (service === undefined) return false;
      await validate(reader, deps.limits, { ...serviceKey(request), service_id: service.id }, participants);
      return true;
    });
    if (!fits) return undefined;
    const row = await createConversation(deps, request, (made) =>
      initialization(made, {
        participants,
        // Nothing begins closed: making the conversation has refused that.
        state: state === 'inactive' ? 'inactive' : 'active',
        actor: request.actor,
        webhookEnabled: xTwilioWebhookEnabled ?? false,
      }),
    );
    deps.wake();
    return row && { accepted: presentConversation.fromRow(row, scope) };
  },
});
