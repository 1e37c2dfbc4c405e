/** The scope of a role's permissions: the whole service, or the one conversation of the participant who has it. */
export const roleTypes = ['conversation', 'service'] as const;
export type RoleType = (typeof roleTypes)[number];

/** The permissions, and the types of role that can have each. */
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
  deleteOwnMessage: ['service', 'conversation'],
  editAnyUserInfo: ['service', 'conversation'],
  editOwnUserInfo: ['service', 'conversation'],
  editAnyParticipantAttributes: ['service', 'conversation'],
  editOwnParticipantAttributes: ['service', 'conversation'],
  editNotificationLevel: ['conversation'],
  leaveConversation: ['conversation'],
  sendMessage: ['conversation'],
  sendMediaMessage: ['conversation'],
  readChannelMetadata: ['service', 'conversation'],
} as const satisfies Record<string, readonly RoleType[]>;

export type Permission = keyof typeof permissions;

export const permissionNames = Object.keys(permissions) as readonly Permission[];

/** The permissions that concern the service or its users; all others concern a conversation. */
const outsideConversations: readonly Permission[] = [
  'createConversation',
  'editOwnUserInfo',
  'editAnyUserInfo',
];

/** Whether a permission concerns a conversation. In a service role, it then also lets users see conversations. */
export const concernsConversation = (permission: Permission): boolean =>
  !outsideConversations.includes(permission);

interface DefaultRole {
  readonly friendlyName: string;
  readonly type: RoleType;
  readonly permissions: readonly Permission[];
}

/** The roles of a new service. */
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
  /** The role of new users. */
  serviceUser: {
    friendlyName: 'service user',
    type: 'service',
    permissions: ['createConversation', 'joinConversation', 'editOwnUserInfo'],
  },
  /** The role of a participant who created the conversation. */
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
  /** The role of all other participants. */
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
