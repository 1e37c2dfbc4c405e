import { binding } from './resources/binding.ts';
import { configuration, serviceConfiguration } from './resources/configuration.ts';
import { configurationAddress } from './resources/configuration-address.ts';
import { conversation } from './resources/conversation.ts';
import { conversationWithParticipants } from './resources/conversation-with-participants.ts';
import { credential } from './resources/credential.ts';
import { message } from './resources/message.ts';
import { notification } from './resources/notification.ts';
import { participant } from './resources/participant.ts';
import { participantConversation } from './resources/participant-conversation.ts';
import { receipt } from './resources/receipt.ts';
import { role } from './resources/role.ts';
import { scopedWebhook } from './resources/scoped-webhook.ts';
import { service } from './resources/service.ts';
import { user } from './resources/user.ts';
import { userConversation } from './resources/user-conversation.ts';
import { configurationWebhook, webhookConfiguration } from './resources/webhook-configuration.ts';

export { binding, bindingMessageTypes, bindingTypes } from './resources/binding.ts';
export { configuration, serviceConfiguration } from './resources/configuration.ts';
export { configurationAddress } from './resources/configuration-address.ts';
export { type ConversationState, conversation, conversationStates } from './resources/conversation.ts';
export {
  conversationWithParticipants,
  initialParticipant,
} from './resources/conversation-with-participants.ts';
export { credential, pushTypes } from './resources/credential.ts';
export { message } from './resources/message.ts';
export { notification } from './resources/notification.ts';
export { participant, participantFields } from './resources/participant.ts';
export { participantConversation } from './resources/participant-conversation.ts';
export { type DeliveryStatus, deliveryStatuses, receipt } from './resources/receipt.ts';
export { role } from './resources/role.ts';
export { type ScopedWebhookTarget, scopedWebhook, scopedWebhookTargets } from './resources/scoped-webhook.ts';
export { service } from './resources/service.ts';
export { user } from './resources/user.ts';
export {
  type NotificationLevel,
  notificationLevels,
  userConversation,
} from './resources/user-conversation.ts';
export {
  configurationWebhook,
  type WebhookMethod,
  webhookConfiguration,
  webhookMethods,
} from './resources/webhook-configuration.ts';

/** All resources of the API. The server, the client and the documents derive from them. */
export const api = {
  service,
  conversation,
  participant,
  message,
  receipt,
  role,
  user,
  userConversation,
  participantConversation,
  conversationWithParticipants,
  scopedWebhook,
  webhookConfiguration,
  configurationWebhook,
  notification,
  configuration,
  serviceConfiguration,
  configurationAddress,
  credential,
  binding,
} as const;

export type Api = typeof api;
