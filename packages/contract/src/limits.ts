/** How much of something there can be; the API's own numbers unless the configuration gives others. */
export interface Limits {
  readonly participantsPerConversation: number;
  /** Those of another channel than chat; they count among the participants too. */
  readonly nonChatParticipantsPerConversation: number;
  readonly webhooksPerConversation: number;
  /** In one ConversationWithParticipants request. */
  readonly participantsPerRequest: number;
  /** Active and inactive ones. */
  readonly conversationsPerIdentity: number;
}

export const defaultLimits: Limits = {
  participantsPerConversation: 1000,
  nonChatParticipantsPerConversation: 50,
  webhooksPerConversation: 5,
  participantsPerRequest: 10,
  conversationsPerIdentity: 1000,
};
