import { conversation } from './resources/conversation.ts';
import { message } from './resources/message.ts';
import { notification } from './resources/notification.ts';
import { participant } from './resources/participant.ts';
import { receipt } from './resources/receipt.ts';
import { role } from './resources/role.ts';
import { scopedWebhook } from './resources/scoped-webhook.ts';
import { service } from './resources/service.ts';
import { user } from './resources/user.ts';
import { configurationWebhook, webhookConfiguration } from './resources/webhook-configuration.ts';

/** Every resource of the API. What the server, the client and the documents know, they know from here. */
export const api = {
  service,
  conversation,
  participant,
  message,
  receipt,
  role,
  user,
  scopedWebhook,
  webhookConfiguration,
  configurationWebhook,
  notification,
} as const;

export type Api = typeof api;
