import type { JobHandler } from '../../jobs/job-runner.ts';
import { select, update } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';
import { lockConversationBy } from '../conversation/store.ts';
import { findParticipantIn } from '../participant/find-participant.ts';
import { participantTable } from '../participant/store.ts';
import { findServiceDefaults } from '../service/find-defaults.ts';
import { lockUserBy, userTable } from '../user/store.ts';

/** The kind of the job that gives the default role to the holders of a deleted one. */
export const replaceRoleJob = 'replace_role';

/** Bounds the users and the participants of one run; each is updated in a transaction of its own. */
const batchSize = 500;

const holderKey = { service_id: integer(), role_sid: text(), limit: integer() };

const usersWithRole = select(
  'user.of a role',
  holderKey,
  { sid: text() },
  () => 'SELECT sid FROM chat_user WHERE service_id = :service_id AND role_sid = :role_sid LIMIT :limit',
);

const participantsWithRole = select(
  'participant.of a role',
  holderKey,
  { sid: text(), conversation_sid: text() },
  () => `SELECT sid, conversation_sid FROM participant
    WHERE service_id = :service_id AND role_sid = :role_sid LIMIT :limit`,
);

const setUserRole = update(userTable, ['role_sid']);
const setParticipantRole = update(participantTable, ['role_sid']);

/**
 * Gives the default role to some of the holders of a deleted one. Each is locked as a request locks it and keeps a role
 * that it was given in the meantime. The tables have no index by role: roles are often given and seldom deleted.
 */
export const replaceRole: JobHandler = async ({ storage }, job) => {
  const { service_id, subject_sid: role_sid } = job;
  const scope = { account_sid: job.account_sid, chat_service_sid: job.service_sid };
  const key = { service_id, role_sid, limit: batchSize };
  const [users, participants] = await storage.read((reader) =>
    Promise.all([reader.all(usersWithRole, key), reader.all(participantsWithRole, key)]),
  );
  const updateUser = (sid: string) =>
    storage.write(async (transaction) => {
      const user = await transaction.lock(lockUserBy.sid, { ...scope, identifier: sid });
      if (user?.role_sid !== role_sid) return;
      const { user_role } = await findServiceDefaults(transaction, service_id);
      await transaction.update(setUserRole, { service_id, sid, role_sid: user_role });
    });
  const updateParticipant = (sid: string, conversationSid: string) =>
    storage.write(async (transaction) => {
      const identifier = conversationSid;
      const conversation = await transaction.lock(lockConversationBy.sid, { ...scope, identifier });
      const row = conversation && (await findParticipantIn(transaction, conversation, sid));
      if (row?.role_sid !== role_sid) return;
      const { participant_role } = await findServiceDefaults(transaction, service_id);
      await transaction.update(setParticipantRole, { service_id, sid, role_sid: participant_role });
    });
  await Promise.all([
    ...users.map(({ sid }) => updateUser(sid)),
    ...participants.map(({ sid, conversation_sid }) => updateParticipant(sid, conversation_sid)),
  ]);
  return users.length < batchSize && participants.length < batchSize;
};
