import type { Channel } from './codecs/address.ts';

/** The events that the log tells of, by the names that webhooks carry. */
export const eventNames = [
  'onConversationAdded',
  'onConversationUpdated',
  'onConversationStateUpdated',
  'onConversationRemoved',
  'onParticipantAdded',
  'onParticipantUpdated',
  'onParticipantRemoved',
  'onMessageAdded',
  'onMessageUpdated',
  'onMessageRemoved',
  'onDeliveryUpdated',
  'onUserAdded',
  'onUserUpdated',
  'onUserRemoved',
] as const;

export type EventName = (typeof eventNames)[number];

/** Who caused an event: a REST request, a client SDK, a timer, or somebody on a channel such as SMS. */
export type EventSource = 'API' | 'SDK' | 'TIMER' | Uppercase<Channel>;
