/** Where a role's permissions hold: in every conversation of the service, or in the one that it is given in. */
export const roleTypes = ['conversation', 'service'] as const;
export type RoleType = (typeof roleTypes)[number];

/** What a role can allow, and in which types of role. */
export const permissions = {
  addParticipant: ['service', 'conversation'],
  addNonChatParticipant: ['service', 'conversation'],
  createConversation: ['service'],
  joinConversation: ['service'],
  deleteConversation: ['service', 'conversation'],
  removeParticipant: ['service', 'conversation'],
  editConversationAttributes: ['service', 'conversation'],
  editConversationName: ['service', 'conversation'],
  editAnyMessage: ['service', 'conversation'],
  editAnyMessageAttributes: ['service', 'conversation'],
  deleteAnyMessage: ['service', 'conversation'],
  editOwnMessage: ['service', 'conversation'],
  editOwnMessageAttributes: ['service', 'conversation'],
  deleteOwnMessage: ['conversation'],
  editAnyUserInfo: ['service', 'conversation'],
  editOwnUserInfo: ['service', 'conversation'],
  editAnyParticipantAttributes: ['service', 'conversation'],
  editOwnParticipantAttributes: ['conversation'],
  editNotificationLevel: ['conversation'],
  leaveConversation: ['conversation'],
  sendMessage: ['conversation'],
  sendMediaMessage: ['conversation'],
} as const satisfies Record<string, readonly RoleType[]>;

export type Permission = keyof typeof permissions;

export const permissionNames = Object.keys(permissions) as readonly Permission[];

interface DefaultRole {
  readonly friendlyName: string;
  readonly type: RoleType;
  readonly permissions: readonly Permission[];
}

/** The roles that every service begins with. */
export const defaultRoles = {
  serviceAdmin: {
    friendlyName: 'service admin',
    type: 'service',
    permissions: [
      'createConversation',
      'joinConversation',
      'deleteConversation',
      'editConversationAttributes',
      'editConversationName',
      'addParticipant',
      'removeParticipant',
      'editAnyParticipantAttributes',
      'editAnyMessage',
      'editAnyMessageAttributes',
      'deleteAnyMessage',
      'editAnyUserInfo',
    ],
  },
  /** Of new users. */
  serviceUser: {
    friendlyName: 'service user',
    type: 'service',
    permissions: ['createConversation', 'joinConversation', 'editOwnUserInfo'],
  },
  /** Of a participant who has made the conversation. */
  conversationAdmin: {
    friendlyName: 'channel admin',
    type: 'conversation',
    permissions: [
      'deleteConversation',
      'removeParticipant',
      'editConversationName',
      'editConversationAttributes',
      'addParticipant',
      'sendMessage',
      'sendMediaMessage',
      'leaveConversation',
      'editAnyMessage',
      'editAnyMessageAttributes',
      'editAnyParticipantAttributes',
      'deleteAnyMessage',
      'editNotificationLevel',
    ],
  },
  /** Of all other participants. */
  conversationUser: {
    friendlyName: 'channel user',
    type: 'conversation',
    permissions: [
      'sendMessage',
      'sendMediaMessage',
      'leaveConversation',
      'editNotificationLevel',
      'editOwnParticipantAttributes',
      'editOwnMessage',
      'editOwnMessageAttributes',
      'deleteOwnMessage',
    ],
  },
} as const satisfies Record<string, DefaultRole>;
