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
