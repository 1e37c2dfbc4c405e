import type { JobHandler } from '../../jobs/job-runner.ts';
import { select, update } from '../../storage/statement.ts';
import type { Transaction } from '../../storage/storage.ts';
import { integer, type RowOf, text } from '../../storage/table.ts';
import { participantTable } from '../participant/store.ts';
import { userTable } from '../user/store.ts';

/** The kind of the job that gives the default role to the holders of a deleted one. */
export const replaceRoleJob = 'replace_role';

/** Holders that one step updates. */
const batchSize = 500;

const findHolders = (tableName: 'chat_user' | 'participant', defaultColumn: string) =>
  select(
    `${tableName}.holders of a role`,
    { service_id: integer(), role_sid: text(), limit: integer() },
    { service_id: integer(), sid: text(), role_sid: text() },
    () => `SELECT ${tableName}.service_id, ${tableName}.sid, service.${defaultColumn} AS role_sid
      FROM ${tableName} JOIN service ON service.id = ${tableName}.service_id
      WHERE ${tableName}.service_id = :service_id AND ${tableName}.role_sid = :role_sid LIMIT :limit`,
  );

const setUserRole = update(userTable, ['role_sid']);
const setParticipantRole = update(participantTable, ['role_sid']);

/** Users and participants with a role, and the default role of their kind, which replaces it. */
const holders = [
  {
    find: findHolders('chat_user', 'default_chat_service_role_sid'),
    set: (transaction: Transaction, holder: RowOf<typeof setUserRole.columns>) =>
      transaction.update(setUserRole, holder),
  },
  {
    find: findHolders('participant', 'default_conversation_role_sid'),
    set: (transaction: Transaction, holder: RowOf<typeof setUserRole.columns>) =>
      transaction.update(setParticipantRole, holder),
  },
];

/**
 * Gives the default role to some of the holders of a deleted one. The tables have no index by role: roles are often
 * given and seldom deleted.
 */
export const replaceRole: JobHandler = async ({ storage }, { service_id, subject_sid }) => {
  for (const { find, set } of holders) {
    const key = { service_id, role_sid: subject_sid, limit: batchSize };
    const found = await storage.read((reader) => reader.all(find, key));
    if (found.length > 0)
      await storage.write((transaction) => Promise.all(found.map((holder) => set(transaction, holder))));
    if (found.length === batchSize) return false;
  }
  return true;
};
