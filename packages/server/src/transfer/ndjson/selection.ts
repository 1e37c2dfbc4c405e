/** What an export has; everything if empty. All that is given must apply. */
export interface Selection {
  readonly serviceSid?: string | undefined;
  readonly conversationSid?: string | undefined;
  /** Only conversations with this participant on chat. */
  readonly identity?: string | undefined;
  /** Only conversations with a participant who has this address, own or projected. */
  readonly address?: string | undefined;
}

/** Whether an export has only some conversations, and of users those that are in them. */
export const isOfConversations = ({ conversationSid, identity, address }: Selection): boolean =>
  (conversationSid ?? identity ?? address) !== undefined;
