import { select } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';
import { carryOut } from '../conversation/carry-out.ts';
import { lockConversation } from '../conversation/store.ts';
import { ofItself, type Tools } from '../handler.ts';
import { leave } from '../participant/leave.ts';
import { participantOf } from '../participant/named.ts';
import type { Task } from '../task/store.ts';

/** Kind of the task that takes a deleted user out of all conversations. */
export const membershipTask = 'memberships of a deleted user';

/** Memberships that one step removes, each in a transaction of its own. */
const batch = 500;

const someMemberships = select(
  'user.memberships',
  { service_id: integer(), user_sid: text(), limit: integer() },
  { sid: text(), conversation_sid: text() },
  () => `SELECT sid, conversation_sid FROM participant
    WHERE service_id = :service_id AND user_sid = :user_sid LIMIT :limit`,
);

/** Removes the memberships of a deleted user, closed conversations included; true when none is left. */
export async function removeMemberships(
  { storage, clock }: Pick<Tools, 'storage' | 'clock'>,
  task: Omit<Task, 'id'>,
): Promise<boolean> {
  const { service_id, service_sid, account_sid, subject } = task;
  const now = clock.now();
  const circumstances = ofItself(account_sid, service_sid, now);
  const key = { service_id, user_sid: subject, limit: batch };
  const memberships = await storage.read((reader) => reader.all(someMemberships, key));
  await Promise.all(
    memberships.map(({ sid, conversation_sid }) =>
      storage.write(async (transaction) => {
        const scope = { account_sid, chat_service_sid: service_sid, identifier: conversation_sid };
        const conversation = await transaction.lock(lockConversation.sid, scope, (row) => row.sid);
        const row = conversation && (await participantOf(transaction, conversation, sid));
        if (conversation === undefined || row === undefined) return;
        const decision = await leave(transaction, circumstances, conversation, row, now);
        await carryOut(transaction, circumstances, conversation, decision);
      }),
    ),
  );
  return memberships.length < batch;
}
