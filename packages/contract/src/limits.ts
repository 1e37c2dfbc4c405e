/** How much of something there can be; the API's own numbers unless the configuration gives others. */
export interface Limits {
  readonly maxParticipantsPerConversation: number;
  /** Those of another channel than chat; they count among the participants too. */
  readonly maxNonChatParticipantsPerConversation: number;
  readonly maxWebhooksPerConversation: number;
  /** In one ConversationWithParticipants request. */
  readonly maxParticipantsPerRequest: number;
  /** Active and inactive ones. */
  readonly maxConversationsPerIdentity: number;
}

export const defaultLimits: Limits = {
  maxParticipantsPerConversation: 1000,
  maxNonChatParticipantsPerConversation: 50,
  maxWebhooksPerConversation: 5,
  maxParticipantsPerRequest: 10,
  maxConversationsPerIdentity: 1000,
};
