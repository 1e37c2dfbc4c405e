import type { EventName } from './events.ts';

/**
 * The events that webhooks can be told of: the one that asks before something is done, where there is one, and
 * whether a webhook of a single conversation can have it.
 */
const webhookEvents = {
  onConversationAdded: { preAction: 'onConversationAdd', scoped: false },
  onConversationUpdated: { preAction: 'onConversationUpdate', scoped: true },
  onConversationRemoved: { preAction: 'onConversationRemove', scoped: true },
  onConversationStateUpdated: { preAction: undefined, scoped: true },
  onMessageAdded: { preAction: 'onMessageAdd', scoped: true },
  onMessageUpdated: { preAction: 'onMessageUpdate', scoped: true },
  onMessageRemoved: { preAction: 'onMessageRemove', scoped: true },
  onParticipantAdded: { preAction: 'onParticipantAdd', scoped: true },
  onParticipantUpdated: { preAction: 'onParticipantUpdate', scoped: true },
  onParticipantRemoved: { preAction: 'onParticipantRemove', scoped: true },
  onUserAdded: { preAction: undefined, scoped: false },
  onUserUpdated: { preAction: 'onUserUpdate', scoped: false },
  onDeliveryUpdated: { preAction: undefined, scoped: true },
} as const satisfies Partial<
  Record<EventName, { readonly preAction: string | undefined; readonly scoped: boolean }>
>;

type WebhookEvents = typeof webhookEvents;

/** An event after something was done. */
export type PostActionEvent = keyof WebhookEvents;

/** An event that asks before something is done. */
export type PreActionEvent = NonNullable<WebhookEvents[PostActionEvent]['preAction']>;

/** An event that a webhook of a single conversation can have. */
export type ScopedEvent = {
  [Name in PostActionEvent]: WebhookEvents[Name]['scoped'] extends true ? Name : never;
}[PostActionEvent];

export const postActionEvents = Object.keys(webhookEvents) as readonly PostActionEvent[];

/** The event that asks before what a post-action event tells of; undefined where none asks. */
export const preActionEventOf = (name: PostActionEvent): PreActionEvent | undefined =>
  webhookEvents[name].preAction;

export const preActionEvents: readonly PreActionEvent[] = postActionEvents.flatMap(
  (name) => preActionEventOf(name) ?? [],
);

export const scopedEvents: readonly ScopedEvent[] = postActionEvents.filter(
  (name): name is ScopedEvent => webhookEvents[name].scoped,
);
