import type { Role } from '../../api/users.ts';

type Permission = Role['permissions'][number];

const both = ['service', 'conversation'] as const;

/** The types of role that can have each permission; the compiler checks that all of them are here. */
const typesOf: Readonly<Record<Permission, readonly Role['type'][]>> = {
  createConversation: ['service'],
  joinConversation: ['service'],
  addParticipant: both,
  addNonChatParticipant: both,
  removeParticipant: both,
  deleteConversation: both,
  editConversationAttributes: both,
  editConversationName: both,
  editAnyMessage: both,
  editAnyMessageAttributes: both,
  deleteAnyMessage: both,
  editOwnMessage: both,
  editOwnMessageAttributes: both,
  deleteOwnMessage: both,
  editAnyUserInfo: both,
  editOwnUserInfo: both,
  editAnyParticipantAttributes: both,
  editOwnParticipantAttributes: both,
  editNotificationLevel: ['conversation'],
  leaveConversation: ['conversation'],
  sendMessage: ['conversation'],
  sendMediaMessage: ['conversation'],
  readChannelMetadata: both,
};

/** The permissions that a role can have: those of its type, and those that a newer server has given it. */
export const permissionsOf = ({ type, permissions }: Role): readonly Permission[] => [
  ...new Set([
    // Object.keys loses the type of the keys, which the record above states.
    ...(Object.keys(typesOf) as Permission[]).filter((name) => typesOf[name].includes(type)),
    ...permissions,
  ]),
];
