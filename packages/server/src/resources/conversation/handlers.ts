import { ApiError, conversation } from '@colloquy/contract';
import { canonicalSid, nameKey } from '../../rest/canonical-sid.ts';
import { changeContext } from '../../rest/change-context.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import { pageCacheKey, renderList } from '../../rest/paging/list-reply.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { Reader } from '../../storage/storage.ts';
import type { ResourceDefinition } from '../resource.ts';
import { conversationCascade } from './cascade.ts';
import { createConversation } from './create-conversation.ts';
import { deleteConversation, enqueueCleanup } from './delete-conversation.ts';
import { lockConversation } from './find-conversation.ts';
import { fireDueTimers } from './fire-due-timers.ts';
import { persistDecision } from './persist-decision.ts';
import { remove, update } from './rules.ts';
import {
  type ConversationRow,
  findCreateDefaults,
  findNameHolder,
  pageOfConversations,
  pageOfConversationsInState,
  presentConversation,
  renderConversation,
} from './store.ts';

export const conversationResource: ResourceDefinition<typeof conversation> = {
  handlers: {
    create: command({
      load: (reader, request) => reader.one(findCreateDefaults, serviceKey(request)),
      run: (transaction, defaults, request, deps) =>
        createConversation(transaction, defaults, request.parameters, changeContext(request, deps)),
      present,
    }),

    fetch: query({
      async read(reader, request) {
        const { by, identifier } = nameKey(conversation, request.identifier);
        const parameters = { ...replyContext(request, conversation), identifier };
        return (await reader.one(renderConversation[by], parameters))?.body;
      },
      cachedAs(request) {
        const sid = canonicalSid(conversation.sidPrefix, request.identifier);
        const { accountSid, scopeUrl, chatServiceSid } = request;
        return sid === undefined
          ? undefined
          : { object: sid, variant: accountSid + scopeUrl + chatServiceSid };
      },
    }),

    list: query({
      read(reader, request) {
        const { startDate, endDate, state } = request.parameters;
        if (startDate !== undefined && endDate !== undefined && endDate < startDate)
          throw new ApiError(50396);
        const context = replyContext(request, conversation);
        const range = { from: startDate?.toISOString(), to: endDate?.toISOString() };
        return state === undefined
          ? renderList(reader, request, conversation, pageOfConversations, context, range)
          : renderList(
              reader,
              request,
              conversation,
              pageOfConversationsInState,
              { ...context, state },
              range,
            );
      },
      cachedAs: (request) => ({ page: pageCacheKey(request) }),
    }),

    update: command({
      load: lockConversation,
      async run(transaction, before, request) {
        const decision = update(before, request.parameters, request.now);
        if (decision.events.length === 0) return { result: before };
        await assertNameFree(transaction, before, decision.conversation);
        const events = await persistDecision(transaction, before, decision);
        return { result: decision.conversation, events };
      },
      present,
    }),

    delete: command({
      load: lockConversation,
      async run(transaction, before, { now }) {
        const events = await deleteConversation(transaction, remove(before, now));
        await enqueueCleanup(transaction, before);
        return { result: null, events };
      },
      present: noContent,
    }),
  },
  periodicJob: (deps) => () => fireDueTimers(deps),
  cascadeDeletes: [conversationCascade],
};

function present(row: ConversationRow, request: RequestContext): string {
  return presentConversation.fromRow(row, replyContext(request, conversation));
}

/**
 * Checking first spares the transaction an error except in a race, which the unique index decides.
 *
 * @throws ApiError 50353.
 */
async function assertNameFree(
  reader: Reader,
  before: ConversationRow,
  after: ConversationRow,
): Promise<void> {
  const { service_id, unique_name } = after;
  if (unique_name === null || unique_name === before.unique_name) return;
  const holder = await reader.one(findNameHolder, { service_id, unique_name });
  if (holder !== undefined) throw new ApiError(50353);
}
