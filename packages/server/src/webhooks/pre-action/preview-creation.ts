import type { Api, PreActionEvent } from '@colloquy/contract';
import { findParentConversation } from '../../resources/conversation/find-conversation.ts';
import { previewConversation } from '../../resources/conversation/preview.ts';
import type { Settings } from '../../resources/conversation/rules.ts';
import { findCreateDefaults } from '../../resources/conversation/store.ts';
import { hasParticipantsToAdd } from '../../resources/conversation-with-participants/rules.ts';
import { previewMessage } from '../../resources/message/preview.ts';
import { resolveAuthor } from '../../resources/message/resolve-author.ts';
import type { NewMessage } from '../../resources/message/rules.ts';
import { previewParticipant } from '../../resources/participant/preview.ts';
import { defaultRoleOf, type NewParticipant } from '../../resources/participant/rules.ts';
import { findDefaultsById } from '../../resources/service/store.ts';
import type { RequestContext } from '../../rest/request-context.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { Reader } from '../../storage/storage.ts';

/**
 * Computes the properties of the event that a create request would cause, except those that do not exist yet.
 * Undefined if the parent does not exist.
 *
 * @throws ApiError for a request that would fail.
 */
type CreationPreview = (
  reader: Reader,
  request: RequestContext,
) => Promise<Readonly<Record<string, unknown>> | undefined>;

/** A conversation, which one of its operations creates together with participants. */
type NewConversation = Settings & Parameters<typeof hasParticipantsToAdd>[0];

/** A pre-action event of a create operation. */
type CreationEvent = {
  [Name in keyof Api]: Api[Name]['operations'] extends {
    readonly create: { readonly preAction: infer Event };
  }
    ? Extract<Event, PreActionEvent>
    : never;
}[keyof Api];

/** Whether an event is one of a create operation. */
export const isCreationEvent = (event: PreActionEvent): event is CreationEvent =>
  Object.hasOwn(creationPreviews, event);

/** Total, because a creation without a preview would not call its webhooks. */
export const creationPreviews: Readonly<Record<CreationEvent, CreationPreview>> = {
  async onConversationAdd(reader, request: RequestContext<NewConversation>) {
    const defaults = await reader.one(findCreateDefaults, serviceKey(request));
    const { parameters } = request;
    return defaults && previewConversation(defaults, parameters, hasParticipantsToAdd(parameters));
  },

  async onParticipantAdd(reader, request: RequestContext<NewParticipant>) {
    const conversation = await findParentConversation(reader, request);
    const service = conversation && (await reader.one(findDefaultsById, { id: conversation.service_id }));
    if (conversation === undefined || service === undefined) return undefined;
    const context = {
      serviceId: service.service_id,
      conversationSid: conversation.sid,
      defaultRoleSid: defaultRoleOf(service, conversation, request.parameters.identity),
    };
    return previewParticipant(context, request.parameters);
  },

  async onMessageAdd(reader, request: RequestContext<NewMessage>) {
    const conversation = await findParentConversation(reader, request);
    if (conversation === undefined) return undefined;
    const context = {
      serviceId: conversation.service_id,
      conversationSid: conversation.sid,
      participantSid: await resolveAuthor(reader, conversation, request.parameters.author),
    };
    return previewMessage(reader, context, request.parameters, request.identity);
  },
};
