import { ApiError, firstParticipant } from '@colloquy/contract';
import type { Circumstances } from '../../events/event.ts';
import { instant } from '../../platform/instant.ts';
import type { Transaction } from '../../storage/storage.ts';
import { carryOut } from '../conversation/carry-out.ts';
import { andThen, counted, initialized } from '../conversation/rules.ts';
import { type ConversationRow, lockConversation } from '../conversation/store.ts';
import type { Tools } from '../handler.ts';
import { join } from '../participant/join.ts';
import type { NewParticipant } from '../participant/rules.ts';
import { findDefaults } from '../service/store.ts';
import type { TaskStep } from '../task/run.ts';
import type { NewTask, Task } from '../task/store.ts';
import { ensureUser } from '../user/ensure.ts';
import { lockUser } from '../user/store.ts';

/** Kind of the task that adds the first participants of a conversation. */
export const initializationTask = 'participants of a new conversation';

/** What the task is to know of the request. */
interface Plan {
  /** As the request had them. */
  readonly participants: readonly string[];
  /** In which the conversation begins. */
  readonly state: 'active' | 'inactive';
  readonly actor: string;
  readonly webhookEnabled: boolean;
}

/** The task that goes on after a request. */
export const initialization = (
  { service_id, sid }: ConversationRow,
  plan: Omit<Plan, 'participants'> & { readonly participants: readonly NewParticipant[] },
): NewTask => ({
  kind: initializationTask,
  service_id,
  subject: sid,
  data: JSON.stringify({ ...plan, participants: plan.participants.map(firstParticipant.encode) }),
});

/**
 * Adds the participants and has the conversation begin, all in one transaction. When one of them cannot be
 * added any more, none is, and the conversation is closed.
 *
 * @throws Error once, with code 50427, for a conversation that was closed so: nobody waits for the answer, but the
 * log is to tell.
 */
export const initialize: TaskStep = async (tools, task) => {
  const { participants, ...plan }: Plan = JSON.parse(task.data);
  const now = tools.clock.now();
  const circumstances = {
    accountSid: task.account_sid,
    serviceSid: task.service_sid,
    source: 'API',
    actor: plan.actor,
    time: instant(now),
    webhookEnabled: plan.webhookEnabled,
  } as const;
  try {
    const guests = participants.map((each) => firstParticipant.decode(each, 'Participant'));
    await tools.storage.write(async (transaction) => {
      const before = await holdInitializing(transaction, task);
      if (before === undefined) return;
      await holdUsers(tools, transaction, circumstances, guests, now);
      let decision = counted(before, []);
      for (const guest of guests) {
        const { conversation } = decision;
        const joined = await join(tools, transaction, circumstances, conversation, guest, now);
        decision = andThen(decision, () => joined.decision);
      }
      const begun = andThen(decision, (conversation) => initialized(conversation, plan.state, now));
      await carryOut(transaction, circumstances, before, begun);
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await tools.storage.write(async (transaction) => {
      const before = await holdInitializing(transaction, task);
      if (before === undefined) return;
      await carryOut(transaction, circumstances, before, initialized(before, 'closed', now));
    });
    const message = `50427: conversation ${task.subject} is closed: its participants could not be added.`;
    throw new Error(message, { cause: error });
  }
  return true;
};

/** The conversation of the task, unless it is there no more, or the task was done by another process or before a crash. */
async function holdInitializing(
  transaction: Transaction,
  { account_sid, service_sid, subject }: Task,
): Promise<ConversationRow | undefined> {
  const key = { account_sid, chat_service_sid: service_sid, identifier: subject };
  const found = await transaction.lock(lockConversation.sid, key, (row) => row.sid);
  return found?.state === 'initializing' ? found : undefined;
}

/**
 * Holds the users of all guests, and makes those who are not there yet, in one order for all such conversations:
 * two that share guests are not to wait for each other.
 */
async function holdUsers(
  tools: Pick<Tools, 'sids'>,
  transaction: Transaction,
  circumstances: Circumstances,
  guests: readonly NewParticipant[],
  now: number,
): Promise<void> {
  const scope = { account_sid: circumstances.accountSid, chat_service_sid: circumstances.serviceSid };
  const identities = guests.map(({ identity }) => identity).filter((identity) => identity !== undefined);
  const missing: string[] = [];
  for (const identifier of identities.toSorted()) {
    const user = await transaction.lock(lockUser.identity, { ...scope, identifier }, (row) => row.sid);
    if (user === undefined) missing.push(identifier);
  }
  if (missing.length === 0) return;
  const service = await transaction.one(findDefaults, scope);
  if (service === undefined) throw new Error('A conversation is there and its service is not.');
  for (const identity of missing) await ensureUser(tools, transaction, circumstances, service, identity, now);
}
