import { ApiError, initialParticipant } from '@colloquy/contract';
import { appendEvents, type SubjectEvents } from '../../events/event-log.ts';
import type { JobHandler } from '../../jobs/job-runner.ts';
import type { Job, NewJob } from '../../jobs/store.ts';
import { instant } from '../../platform/instant.ts';
import type { ChangeContext } from '../../rest/change-context.ts';
import type { LockingReader, Transaction } from '../../storage/storage.ts';
import { persistDecision } from '../conversation/persist-decision.ts';
import { chain, finishInitializing, withEvents } from '../conversation/rules.ts';
import { type ConversationRow, lockConversationBy } from '../conversation/store.ts';
import { addParticipant } from '../participant/add-participant.ts';
import { assertOnlyGroupAfterChange } from '../participant/group-members.ts';
import type { NewParticipant } from '../participant/rules.ts';
import { findServiceDefaults } from '../service/find-defaults.ts';
import { ensureUser } from '../user/ensure-user.ts';
import { lockUserBy } from '../user/store.ts';

/** Kind of the job that adds the first participants of a conversation. */
export const initializationJob = 'initialize_conversation';

/** What the job needs to know about the request. */
interface Plan {
  /** As the request sent them. */
  readonly participants: readonly string[];
  /** The state that the conversation gets when it is initialized. */
  readonly state: 'active' | 'inactive';
  readonly actor: string;
  readonly webhookEnabled: boolean;
}

/** The job that continues after the reply to a request. */
export const newInitializationJob = (
  { service_id, sid }: ConversationRow,
  plan: Omit<Plan, 'participants'> & { readonly participants: readonly NewParticipant[] },
): NewJob => ({
  kind: initializationJob,
  service_id,
  subject_sid: sid,
  payload: JSON.stringify({ ...plan, participants: plan.participants.map(initialParticipant.encode) }),
});

/**
 * Adds the participants and ends the initialization, all in one transaction. When one of them can no longer be added,
 * none is, and the conversation is closed.
 *
 * @throws Error once, with code 50427, for a conversation that was closed so: no client waits for this result, so the
 *   log has to report it.
 */
export const initialize: JobHandler = async (deps, job) => {
  const { participants, ...plan }: Plan = JSON.parse(job.payload);
  const now = deps.clock.now();
  const context = { accountSid: job.account_sid, now, sids: deps.sids, limits: deps.limits };
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
      const before = await lockInitializing(transaction, job);
      if (before === undefined) return;
      const events = [...(await lockUsers(transaction, job, newMembers, context))];
      let decision = withEvents(before, []);
      for (const newMember of newMembers) {
        const added = await addParticipant(transaction, decision.conversation, newMember, context);
        decision = chain(decision, added.decision);
      }
      const key = { service_id: before.service_id, conversation_sid: before.sid };
      await assertOnlyGroupAfterChange(transaction, job.account_sid, key);
      const after = chain(decision, finishInitializing(decision.conversation, plan.state, 'API', now));
      events.push(...(await persistDecision(transaction, before, after)));
      appendEvents(transaction, eventContext, events);
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await deps.storage.write(async (transaction) => {
      const before = await lockInitializing(transaction, job);
      if (before === undefined) return;
      const decision = finishInitializing(before, 'closed', 'API', now);
      appendEvents(transaction, eventContext, await persistDecision(transaction, before, decision));
    });
    const message = `50427: Errors occurred during multiple participants creation. Conversation ${job.subject_sid} is closed.`;
    throw new Error(message, { cause: error });
  }
  return true;
};

/** Locks the conversation of the job; undefined when it is gone, or the job was done by another process or before a crash. */
async function lockInitializing(
  reader: LockingReader,
  { account_sid, service_sid, subject_sid }: Job,
): Promise<ConversationRow | undefined> {
  const key = { account_sid, chat_service_sid: service_sid, identifier: subject_sid };
  const found = await reader.lock(lockConversationBy.sid, key);
  return found?.state === 'initializing' ? found : undefined;
}

/**
 * Locks the users of all new members and creates the missing ones, in the same order for all such conversations: so two
 * conversations that share members cannot deadlock. Resolves with the events of the new users.
 */
async function lockUsers(
  transaction: Transaction,
  { account_sid, service_sid, service_id }: Job,
  newMembers: readonly NewParticipant[],
  context: ChangeContext,
): Promise<readonly SubjectEvents[]> {
  const scope = { account_sid, chat_service_sid: service_sid };
  const identities = newMembers.map(({ identity }) => identity).filter((identity) => identity !== undefined);
  const missing: string[] = [];
  for (const identifier of identities.toSorted()) {
    const user = await transaction.lock(lockUserBy.identity, { ...scope, identifier });
    if (user === undefined) missing.push(identifier);
  }
  if (missing.length === 0) return [];
  const service = await findServiceDefaults(transaction, service_id);
  const events: SubjectEvents[] = [];
  for (const identity of missing)
    events.push(...(await ensureUser(transaction, service, identity, context)).events);
  return events;
}
