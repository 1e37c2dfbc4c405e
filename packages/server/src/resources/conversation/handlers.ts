import { ApiError, conversation } from '@colloquy/contract';
import type { EventContext } from '../../events/event-log.ts';
import { addJob, type NewJob } from '../../jobs/store.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import {
  type HandlerDeps,
  type HandlersOf,
  type RequestContext,
  replyContext,
  requestEventContext,
  serviceKey,
} from '../../rest/handler.ts';
import { pageCacheKey, renderList } from '../../rest/paging/list-reply.ts';
import { type Reader, type Transaction, UniqueViolation } from '../../storage/storage.ts';
import { serviceExists } from '../service/store.ts';
import { appendConversationEvents } from './append-events.ts';
import { lockConversation } from './find-conversation.ts';
import { deleteConversation, enqueueCleanup, persistDecision } from './persist-decision.ts';
import { created, type Decision, removed, type Settings, updated } from './rules.ts';
import {
  addConversation,
  type ConversationRow,
  findConversation,
  findCreateDefaults,
  findNameHolder,
  pageOfConversations,
  pageOfConversationsInState,
  presentConversation,
} from './store.ts';

/** The five operations that everything else stands on. */
export const conversationHandlers = (deps: HandlerDeps): HandlersOf<typeof conversation> => ({
  async create(request) {
    const row = await createConversation(deps, request);
    return row && presentConversation.fromRow(row, replyContext(request, conversation));
  },

  fetch(request) {
    const sid = canonicalSid(conversation.sidPrefix, request.identifier);
    const scope = replyContext(request, conversation);
    const find = (reader: Reader, by: keyof typeof findConversation, identifier: string) =>
      reader.one(findConversation[by], { ...scope, identifier }).then((found) => found?.body);
    if (sid === undefined)
      return deps.storage.read((reader) => find(reader, 'uniqueName', request.identifier));
    return deps.replies.object(sid, request.accountSid + scope.collection_url + request.chatServiceSid, () =>
      deps.storage.read((reader) => find(reader, 'sid', sid)),
    );
  },

  list(request) {
    const { startDate, endDate, state } = request.parameters;
    const scope = replyContext(request, conversation);
    return deps.replies.page(pageCacheKey(request), () =>
      deps.storage.read((reader) => {
        const options = {
          from: startDate?.toISOString(),
          to: endDate?.toISOString(),
          exists: async () => (await reader.one(serviceExists, serviceKey(request))) !== undefined,
        };
        if (state === undefined)
          return renderList(reader, request, conversation, pageOfConversations, scope, options);
        const inState = { ...scope, state };
        return renderList(reader, request, conversation, pageOfConversationsInState, inState, options);
      }),
    );
  },

  async update(request) {
    const now = deps.clock.now();
    const row = await deps.storage.write(async (transaction) => {
      const before = await lockConversation(transaction, request, request.identifier);
      if (before === undefined) return undefined;
      const decision = updated(before, request.parameters, now);
      if (decision.events.length > 0) {
        await assertNameFree(transaction, before, decision.conversation);
        await change(transaction, requestEventContext(request, now), before, decision);
      }
      return decision.conversation;
    });
    return row && presentConversation.fromRow(row, replyContext(request, conversation));
  },

  async delete(request) {
    const now = deps.clock.now();
    return deps.storage.write(async (transaction) => {
      const found = await lockConversation(transaction, request, request.identifier);
      if (found === undefined) return undefined;
      await deleteConversation(transaction, requestEventContext(request, now), removed(found, now));
      await enqueueCleanup(transaction, found);
      return '';
    });
  },
});

/**
 * Makes a conversation; undefined when there is no such service.
 *
 * @param later the work that goes on after the reply: the conversation is initializing until that ends it.
 * @throws ApiError 50353, 50384.
 */
export async function createConversation(
  { storage, clock, sids }: HandlerDeps,
  request: RequestContext<Settings & { readonly xTwilioWebhookEnabled?: boolean }>,
  later?: (conversation: ConversationRow) => NewJob,
): Promise<ConversationRow | undefined> {
  const now = clock.now();
  const sid = sids.next(conversation.sidPrefix);
  const make = async (transaction: Transaction) => {
    const home = await transaction.one(findCreateDefaults, serviceKey(request));
    if (home === undefined) return undefined;
    const birth = {
      sid,
      serviceId: home.service_id,
      messagingServiceSid: home.messaging_service_sid,
      timerInactive: home.timer_inactive,
      timerClosed: home.timer_closed,
      initializing: later !== undefined,
    };
    const decision = created(request.parameters, birth, now);
    if (!(await transaction.insert(addConversation, decision.conversation))) throw new ApiError(50353);
    if (later !== undefined) await transaction.insert(addJob, later(decision.conversation));
    appendConversationEvents(transaction, requestEventContext(request, now), decision);
    return decision.conversation;
  };
  return storage.write(make);
}

/** Asking first spares the transaction an error in all cases but a race, where the index decides. */
async function assertNameFree(transaction: Transaction, before: ConversationRow, after: ConversationRow) {
  const { service_id, unique_name } = after;
  if (unique_name === null || unique_name === before.unique_name) return;
  const holder = await transaction.one(findNameHolder, { service_id, unique_name });
  if (holder !== undefined) throw new ApiError(50353);
}

async function change(
  transaction: Transaction,
  eventContext: EventContext,
  before: ConversationRow,
  decision: Decision,
): Promise<void> {
  try {
    await persistDecision(transaction, eventContext, before, decision);
  } catch (error) {
    if (error instanceof UniqueViolation) throw new ApiError(50353);
    throw error;
  }
}
