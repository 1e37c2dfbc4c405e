import type { EventName } from './events.ts';

/**
 * The events that webhooks can be told of: the one that asks before something is done, where there is one, and
 * whether a webhook of a single conversation can have it.
 */
const webhookEvents = {
  onConversationAdded: { before: 'onConversationAdd', scoped: false },
  onConversationUpdated: { before: 'onConversationUpdate', scoped: true },
  onConversationRemoved: { before: 'onConversationRemove', scoped: true },
  onConversationStateUpdated: { before: undefined, scoped: true },
  onMessageAdded: { before: 'onMessageAdd', scoped: true },
  onMessageUpdated: { before: 'onMessageUpdate', scoped: true },
  onMessageRemoved: { before: 'onMessageRemove', scoped: true },
  onParticipantAdded: { before: 'onParticipantAdd', scoped: true },
  onParticipantUpdated: { before: 'onParticipantUpdate', scoped: true },
  onParticipantRemoved: { before: 'onParticipantRemove', scoped: true },
  onUserAdded: { before: undefined, scoped: false },
  onUserUpdated: { before: 'onUserUpdate', scoped: false },
  onDeliveryUpdated: { before: undefined, scoped: true },
} as const satisfies Partial<
  Record<EventName, { readonly before: string | undefined; readonly scoped: boolean }>
>;

type WebhookEvents = typeof webhookEvents;

/** An event after something was done. */
export type PostActionEvent = keyof WebhookEvents;

/** An event that asks before something is done. */
export type PreActionEvent = NonNullable<WebhookEvents[PostActionEvent]['before']>;

/** An event that a webhook of a single conversation can have. */
export type ScopedEvent = {
  [Name in PostActionEvent]: WebhookEvents[Name]['scoped'] extends true ? Name : never;
}[PostActionEvent];

export const postActionEvents = Object.keys(webhookEvents) as readonly PostActionEvent[];

/** The event that asks before what a post-action event tells of; undefined where none asks. */
export const preActionEventOf = (name: PostActionEvent): PreActionEvent | undefined =>
  webhookEvents[name].before;

export const preActionEvents: readonly PreActionEvent[] = postActionEvents.flatMap(
  (name) => preActionEventOf(name) ?? [],
);

export const scopedEvents: readonly ScopedEvent[] = postActionEvents.filter(
  (name): name is ScopedEvent => webhookEvents[name].scoped,
);
