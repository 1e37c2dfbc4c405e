import { appendEvents } from '../../events/event-log.ts';
import type { Job } from '../../jobs/store.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { systemEventContext } from '../../rest/request-context.ts';
import { select } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';
import { persistDecision } from '../conversation/persist-decision.ts';
import { lockConversationBy } from '../conversation/store.ts';
import { findParticipantIn } from '../participant/find-participant.ts';
import { removeParticipant } from '../participant/remove-participant.ts';

/** Kind of the job that removes a deleted user from all conversations. */
export const membershipJob = 'remove_memberships';

/** Bounds the memberships of one run; each is removed in a transaction of its own. */
const batchSize = 500;

const someMemberships = select(
  'user.memberships',
  { service_id: integer(), user_sid: text(), limit: integer() },
  { sid: text(), conversation_sid: text() },
  () => `SELECT sid, conversation_sid FROM participant
    WHERE service_id = :service_id AND user_sid = :user_sid LIMIT :limit`,
);

/** Removes the memberships of a deleted user, in closed conversations too; true when none is left. */
export async function removeMemberships(
  { storage, clock }: Pick<HandlerDeps, 'storage' | 'clock'>,
  job: Omit<Job, 'id'>,
): Promise<boolean> {
  const { service_id, service_sid, account_sid, subject_sid } = job;
  const now = clock.now();
  const context = systemEventContext(account_sid, service_sid, now);
  const key = { service_id, user_sid: subject_sid, limit: batchSize };
  const memberships = await storage.read((reader) => reader.all(someMemberships, key));
  await Promise.all(
    memberships.map(({ sid, conversation_sid }) =>
      storage.write(async (transaction) => {
        const scope = { account_sid, chat_service_sid: service_sid, identifier: conversation_sid };
        const conversation = await transaction.lock(lockConversationBy.sid, scope);
        const row = conversation && (await findParticipantIn(transaction, conversation, sid));
        if (conversation === undefined || row === undefined) return;
        const decision = await removeParticipant(transaction, conversation, row, {
          accountSid: account_sid,
          now,
        });
        appendEvents(transaction, context, await persistDecision(transaction, conversation, decision));
      }),
    ),
  );
  return memberships.length < batchSize;
}
