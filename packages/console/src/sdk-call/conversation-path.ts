import type { ApiCall } from './render-call.ts';

/** The path of a conversation, or of what belongs to it, for code that makes the same call. */
export const conversationPath = (
  serviceSid: string,
  conversationSid: string,
  ...below: ApiCall['path']
): ApiCall['path'] => [['Services', serviceSid], ['Conversations', conversationSid], ...below];

/** The header with which the changes of the console are sent, so that webhooks are notified of them. */
export const webhookHeader = { 'X-Twilio-Webhook-Enabled': 'true' } as const;
