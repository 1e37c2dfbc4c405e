import type { JobHandler } from '../../jobs/job-runner.ts';
import { select, update } from '../../storage/statement.ts';
import { integer, table, text } from '../../storage/table.ts';

/** Kind of the task that gives the default role to the holders of a deleted one. */
export const replaceRoleJob = 'replace_role';

/** Holders that one step looks at. */
const batchSize = 500;

/** Those who hold a role of a type, and the default that takes its place. */
function holders(tableName: 'chat_user' | 'participant', defaultColumn: string) {
  return {
    find: select(
      `${tableName}.holders of a role`,
      { service_id: integer(), role_sid: text(), limit: integer() },
      { service_id: integer(), sid: text(), role_sid: text() },
      () => `SELECT ${tableName}.service_id, ${tableName}.sid, service.${defaultColumn} AS role_sid
        FROM ${tableName} JOIN service ON service.id = ${tableName}.service_id
        WHERE ${tableName}.service_id = :service_id AND ${tableName}.role_sid = :role_sid LIMIT :limit`,
    ),
    set: update(
      table(tableName, { service_id: integer(), sid: text(), role_sid: text() }, ['service_id', 'sid']),
      ['role_sid'],
    ),
  };
}

const users = holders('chat_user', 'default_chat_service_role_sid');
const participants = holders('participant', 'default_conversation_role_sid');

/**
 * Gives the default role to some who hold a deleted one. There is no index by role: giving roles is common,
 * deleting one is not.
 */
export const replaceRole: JobHandler = async ({ storage }, { service_id, subject_sid }) => {
  for (const { find, set } of [users, participants]) {
    const key = { service_id, role_sid: subject_sid, limit: batchSize };
    const found = await storage.read((reader) => reader.all(find, key));
    if (found.length > 0)
      await storage.write((transaction) =>
        Promise.all(found.map((holder) => transaction.update(set, holder))),
      );
    if (found.length === batchSize) return false;
  }
  return true;
};
