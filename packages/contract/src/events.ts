/** The events that the log tells of, by the names that webhooks carry. */
export const eventNames = [
  'onConversationAdded',
  'onConversationUpdated',
  'onConversationStateUpdated',
  'onConversationRemoved',
] as const;

export type EventName = (typeof eventNames)[number];

/** Who caused an event: a REST request, a client SDK, or a timer. */
export type EventSource = 'API' | 'SDK' | 'TIMER';
