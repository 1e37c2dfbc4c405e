import type { Client, Item } from '@colloquy/client';

type Filter = NonNullable<
  NonNullable<Parameters<Client['updateServiceWebhookConfiguration']>[1]>['filters']
>[number];

export type ScopedEvent = NonNullable<Item<'scopedWebhook'>['configuration']['filters']>[number];

/** The events after a change that a webhook of a conversation can have; the compiler checks that all are here. */
const scoped: Readonly<Record<ScopedEvent, true>> = {
  onMessageAdded: true,
  onMessageUpdated: true,
  onMessageRemoved: true,
  onConversationUpdated: true,
  onConversationStateUpdated: true,
  onConversationRemoved: true,
  onParticipantAdded: true,
  onParticipantUpdated: true,
  onParticipantRemoved: true,
  onDeliveryUpdated: true,
};

/** The other events of the webhooks of accounts and services: first those before a change, then those after it. */
const others: Readonly<Record<Exclude<Filter, ScopedEvent>, true>> = {
  onMessageAdd: true,
  onMessageUpdate: true,
  onMessageRemove: true,
  onConversationAdd: true,
  onConversationUpdate: true,
  onConversationRemove: true,
  onParticipantAdd: true,
  onParticipantUpdate: true,
  onParticipantRemove: true,
  onUserUpdate: true,
  onConversationAdded: true,
  onUserAdded: true,
  onUserUpdated: true,
};

// Object.keys loses the type of the keys, which the records above state.
export const scopedEvents = Object.keys(scoped) as readonly ScopedEvent[];
export const webhookEvents = Object.keys({ ...others, ...scoped }) as readonly Filter[];
