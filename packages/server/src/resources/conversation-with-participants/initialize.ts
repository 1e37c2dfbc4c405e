import { ApiError, initialParticipant } from '@colloquy/contract';
import type { EventContext } from '../../events/event-log.ts';
import type { JobHandler } from '../../jobs/job-runner.ts';
import type { Job, NewJob } from '../../jobs/store.ts';
import { instant } from '../../platform/instant.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { Transaction } from '../../storage/storage.ts';
import { persistDecision } from '../conversation/persist-decision.ts';
import { chain, finishInitializing, withEvents } from '../conversation/rules.ts';
import { type ConversationRow, lockConversationBy } from '../conversation/store.ts';
import { join } from '../participant/join.ts';
import type { NewParticipant } from '../participant/rules.ts';
import { findDefaults } from '../service/store.ts';
import { ensureUser } from '../user/ensure-user.ts';
import { lockUserBy } from '../user/store.ts';

/** Kind of the task that adds the first participants of a conversation. */
export const initializationJob = 'initialize_conversation';

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
): NewJob => ({
  kind: initializationJob,
  service_id,
  subject_sid: sid,
  payload: JSON.stringify({ ...plan, participants: plan.participants.map(initialParticipant.encode) }),
});

/**
 * Adds the participants and has the conversation begin, all in one transaction. When one of them cannot be
 * added any more, none is, and the conversation is closed.
 *
 * @throws Error once, with code 50427, for a conversation that was closed so: nobody waits for the answer, but the
 * log is to tell.
 */
export const initialize: JobHandler = async (deps, job) => {
  const { participants, ...plan }: Plan = JSON.parse(job.payload);
  const now = deps.clock.now();
  const eventContext = {
    accountSid: job.account_sid,
    serviceSid: job.service_sid,
    source: 'API',
    actor: plan.actor,
    time: instant(now),
    webhookEnabled: plan.webhookEnabled,
  } as const;
  try {
    const newMembers = participants.map((each) => initialParticipant.decode(each, 'Participant'));
    await deps.storage.write(async (transaction) => {
      const before = await holdInitializing(transaction, job);
      if (before === undefined) return;
      await holdUsers(deps, transaction, eventContext, newMembers, now);
      let decision = withEvents(before, []);
      for (const newMember of newMembers) {
        const { conversation } = decision;
        const joined = await join(deps, transaction, eventContext, conversation, newMember, now);
        decision = chain(decision, () => joined.decision);
      }
      const begun = chain(decision, (conversation) => finishInitializing(conversation, plan.state, now));
      await persistDecision(transaction, eventContext, before, begun);
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await deps.storage.write(async (transaction) => {
      const before = await holdInitializing(transaction, job);
      if (before === undefined) return;
      await persistDecision(transaction, eventContext, before, finishInitializing(before, 'closed', now));
    });
    const message = `50427: conversation ${job.subject_sid} is closed: its participants could not be added.`;
    throw new Error(message, { cause: error });
  }
  return true;
};

/** The conversation of the task, unless it is there no more, or the task was done by another process or before a crash. */
async function holdInitializing(
  transaction: Transaction,
  { account_sid, service_sid, subject_sid }: Job,
): Promise<ConversationRow | undefined> {
  const key = { account_sid, chat_service_sid: service_sid, identifier: subject_sid };
  const found = await transaction.lock(lockConversationBy.sid, key);
  return found?.state === 'initializing' ? found : undefined;
}

/**
 * Holds the users of all guests, and makes those who are not there yet, in one order for all such conversations:
 * two that share guests are not to wait for each other.
 */
async function holdUsers(
  deps: Pick<HandlerDeps, 'sids'>,
  transaction: Transaction,
  eventContext: EventContext,
  newMembers: readonly NewParticipant[],
  now: number,
): Promise<void> {
  const scope = { account_sid: eventContext.accountSid, chat_service_sid: eventContext.serviceSid };
  const identities = newMembers.map(({ identity }) => identity).filter((identity) => identity !== undefined);
  const missing: string[] = [];
  for (const identifier of identities.toSorted()) {
    const user = await transaction.lock(lockUserBy.identity, { ...scope, identifier });
    if (user === undefined) missing.push(identifier);
  }
  if (missing.length === 0) return;
  const service = await transaction.one(findDefaults, scope);
  if (service === undefined) throw new Error('A conversation is there and its service is not.');
  for (const identity of missing) await ensureUser(deps, transaction, eventContext, service, identity, now);
}
