/** Maximum numbers of objects. The defaults are those of the hosted API; the configuration can change them. */
export interface Limits {
  readonly maxParticipantsPerConversation: number;
  /** Participants on channels other than chat; they also count as participants. */
  readonly maxNonChatParticipantsPerConversation: number;
  readonly maxWebhooksPerConversation: number;
  /** Participants in one ConversationWithParticipants request. */
  readonly maxParticipantsPerRequest: number;
  /** Conversations in the states active and inactive. */
  readonly maxConversationsPerIdentity: number;
}

export const defaultLimits: Limits = {
  maxParticipantsPerConversation: 1000,
  maxNonChatParticipantsPerConversation: 50,
  maxWebhooksPerConversation: 5,
  maxParticipantsPerRequest: 10,
  maxConversationsPerIdentity: 1000,
};
