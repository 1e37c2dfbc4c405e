import { conversation, type conversationWithParticipants } from '@colloquy/contract';
import { makeConversation } from '../conversation/handlers.ts';
import { presentConversation } from '../conversation/store.ts';
import { type HandlersOf, scopeOf, serviceOf, type Tools } from '../handler.ts';
import { serviceExists } from '../service/store.ts';
import { initialization } from './initialize.ts';
import { validate } from './validate.ts';

/** Makes conversations with their first participants. */
export const conversationWithParticipantsHandlers = (
  tools: Tools,
): HandlersOf<typeof conversationWithParticipants> => ({
  async create(call) {
    const { participant: participants = [], state = 'active', xTwilioWebhookEnabled } = call.parameters;
    const scope = scopeOf(call, conversation);
    if (participants.length === 0) {
      const row = await makeConversation(tools, call);
      return row && presentConversation.fromRow(row, scope);
    }
    const fits = await tools.storage.read(async (reader) => {
      const service = await reader.one(serviceExists, serviceOf(call));
      if (service === undefined) return false;
      await validate(reader, tools.limits, { ...serviceOf(call), service_id: service.id }, participants);
      return true;
    });
    if (!fits) return undefined;
    const row = await makeConversation(tools, call, (made) =>
      initialization(made, {
        participants,
        // Nothing begins closed: making the conversation has refused that.
        state: state === 'inactive' ? 'inactive' : 'active',
        actor: call.actor,
        webhookEnabled: xTwilioWebhookEnabled ?? false,
      }),
    );
    tools.wake();
    return row && { accepted: presentConversation.fromRow(row, scope) };
  },
});
