import { ofAccountSql, serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import { optional, text } from '../../storage/table.ts';
import { conversationKeyColumns } from '../conversation/store.ts';

/** The permissions of a role or, between the deletion of the role and its replacement, of the default role. */
const permissionsSql = (roleSid: string, defaultRoleSid: string): string => `(
    SELECT role.permissions FROM role
    WHERE role.service_id = service.id AND role.sid IN (${roleSid}, ${defaultRoleSid})
    ORDER BY CASE WHEN role.sid = ${roleSid} THEN 0 ELSE 1 END LIMIT 1)`;

/**
 * The roles of an identity in a service and in one of its conversations. A participant counts only if it belongs to the
 * user: the participants of a deleted user remain for a moment, and a new user may have the same identity. Its SID is
 * compared in a form that no index serves, or the engine would scan all memberships of the user.
 */
export const findUserRoles = select(
  'access.roles',
  { ...serviceKeyColumns, identity: text(), conversation_sid: text() },
  {
    user_sid: optional(text()),
    conversation_sid: optional(text()),
    participant_sid: optional(text()),
    service_permissions: optional(text()),
    conversation_permissions: optional(text()),
  },
  () => `SELECT chat_user.sid AS user_sid, conversation.sid AS conversation_sid,
      participant.sid AS participant_sid,
      ${permissionsSql('chat_user.role_sid', 'service.default_chat_service_role_sid')} AS service_permissions,
      ${permissionsSql('participant.role_sid', 'service.default_conversation_role_sid')}
        AS conversation_permissions
    FROM (SELECT * FROM service WHERE sid = :chat_service_sid AND ${ofAccountSql}) AS service
    LEFT JOIN chat_user ON chat_user.service_id = service.id AND chat_user.identity = :identity
    LEFT JOIN conversation ON conversation.service_id = service.id AND conversation.sid = :conversation_sid
    LEFT JOIN participant ON participant.service_id = service.id
      AND participant.conversation_sid = :conversation_sid AND participant.identity = :identity
      AND participant.user_sid IS NOT DISTINCT FROM chat_user.sid`,
);

/** The author of a message. */
export const findMessageAuthor = select(
  'access.author',
  { ...conversationKeyColumns, sid: text() },
  { author: text() },
  () => `SELECT author FROM message
    WHERE service_id = ${serviceIdSql} AND conversation_sid = :conversation_sid AND sid = :sid`,
);
