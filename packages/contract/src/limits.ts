/** Maximum numbers of objects, and the addresses that participants can use. The defaults are those of the hosted API; the configuration can change them. */
export interface Limits {
  readonly maxParticipantsPerConversation: number;
  /** Participants on channels other than chat; they also count as participants. */
  readonly maxNonChatParticipantsPerConversation: number;
  readonly maxWebhooksPerConversation: number;
  /** Participants in one ConversationWithParticipants request. */
  readonly maxParticipantsPerRequest: number;
  /** Conversations in the states active and inactive. */
  readonly maxConversationsPerIdentity: number;
  /** The proxy and projected addresses that participants can have; empty if they can have any. */
  readonly ownAddresses: ReadonlySet<string>;
}

export const defaultLimits: Limits = {
  maxParticipantsPerConversation: 1000,
  maxNonChatParticipantsPerConversation: 50,
  maxWebhooksPerConversation: 5,
  maxParticipantsPerRequest: 10,
  maxConversationsPerIdentity: 1000,
  ownAddresses: new Set(),
};

/** Maximum numbers of actions in one second of one process; undefined where there is none. */
export interface ActionLimits {
  readonly perConversation: number | undefined;
  readonly perService: number | undefined;
}
