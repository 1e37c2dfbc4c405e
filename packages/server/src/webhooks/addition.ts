import type { PreActionEvent } from '@colloquy/contract';
import { parentOf } from '../resources/conversation/named.ts';
import { proposedConversation } from '../resources/conversation/proposed.ts';
import type { Settings } from '../resources/conversation/rules.ts';
import { findHome } from '../resources/conversation/store.ts';
import { type Call, serviceOf } from '../resources/handler.ts';
import { authorOf } from '../resources/message/post.ts';
import { proposedMessage } from '../resources/message/proposed.ts';
import type { NewMessage } from '../resources/message/rules.ts';
import { proposedParticipant } from '../resources/participant/proposed.ts';
import type { NewParticipant } from '../resources/participant/rules.ts';
import { getDefaults } from '../resources/service/store.ts';
import type { Reader } from '../storage/storage.ts';

/**
 * What a request would add, by the names that the log has for it; undefined when there is nowhere to add it.
 *
 * @throws ApiError for what could not be.
 */
type Addition = (reader: Reader, call: Call) => Promise<Readonly<Record<string, unknown>> | undefined>;

/** By the event that asks. */
export const additions: Partial<Record<PreActionEvent, Addition>> = {
  async onConversationAdd(reader, call: Call<Settings>) {
    const home = await reader.one(findHome, serviceOf(call));
    return home && proposedConversation(home, call.parameters);
  },

  async onParticipantAdd(reader, call: Call<NewParticipant>) {
    const conversation = await parentOf(reader, call);
    const service = conversation && (await reader.one(getDefaults, { id: conversation.service_id }));
    if (conversation === undefined || service === undefined) return undefined;
    const place = {
      serviceId: service.service_id,
      conversationSid: conversation.sid,
      defaultRoleSid: service.participant_role,
    };
    return proposedParticipant(place, call.parameters);
  },

  async onMessageAdd(reader, call: Call<NewMessage>) {
    const conversation = await parentOf(reader, call);
    if (conversation === undefined) return undefined;
    const place = {
      serviceId: conversation.service_id,
      conversationSid: conversation.sid,
      participantSid: await authorOf(reader, conversation, call.parameters.author),
    };
    return proposedMessage(reader, place, call.parameters);
  },
};
