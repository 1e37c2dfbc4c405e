import type { ScopedWebhookObject } from './api-objects.ts';
import { Collection } from './collection.ts';
import type { Fields } from './http.ts';
import type { TestService } from './test-service.ts';

/** The webhooks of a conversation, which are deleted with it. */
export const webhooksOf = (testService: TestService, conversation: string): Collection<ScopedWebhookObject> =>
  new Collection(testService.api, 'webhooks', () => `${testService.itemPath(conversation)}/Webhooks`);

/** Returns a form in which names with several values are repeated. */
export const repeatFields = (form: Readonly<Record<string, string | readonly string[]>>): Fields =>
  Object.entries(form).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((each): [string, string] => [name, each]),
  );

/** All pre-action events. */
export const preActionNames = [
  'onConversationAdd',
  'onConversationUpdate',
  'onConversationRemove',
  'onMessageAdd',
  'onMessageUpdate',
  'onMessageRemove',
  'onParticipantAdd',
  'onParticipantUpdate',
  'onParticipantRemove',
  'onUserUpdate',
];
export const scopedNames = [
  'onMessageAdded',
  'onMessageUpdated',
  'onMessageRemoved',
  'onConversationUpdated',
  'onConversationStateUpdated',
  'onConversationRemoved',
  'onParticipantAdded',
  'onParticipantUpdated',
  'onParticipantRemoved',
  'onDeliveryUpdated',
];
export const unscopedNames = ['onConversationAdded', 'onUserAdded', 'onUserUpdated'];

/** Texts that are not names of events: old names, and similar ones. */
export const unknownNames = [
  'onMessageSent',
  'onConversationDestroyed',
  'onUserRemoved',
  'messageAdded',
  ' ',
];
