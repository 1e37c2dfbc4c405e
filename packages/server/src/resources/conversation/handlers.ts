import { ApiError, conversation } from '@colloquy/contract';
import type { Circumstances } from '../../events/event.ts';
import { type Reader, type Transaction, UniqueViolation } from '../../storage/storage.ts';
import { type Call, circumstancesOf, type HandlersOf, scopeOf, serviceOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { listReply, variantOf } from '../paging.ts';
import { serviceExists } from '../service/store.ts';
import { addTask, type NewTask } from '../task/store.ts';
import { carryOut, carryOutRemoval, leaveContent } from './carry-out.ts';
import { hold } from './named.ts';
import { created, type Decision, removed, type Settings, updated } from './rules.ts';
import {
  addConversation,
  type ConversationRow,
  findConversation,
  findHome,
  findNameHolder,
  pageOfConversations,
  pageOfConversationsInState,
  presentConversation,
} from './store.ts';
import { tell } from './tell.ts';

/** The five operations that everything else stands on. */
export const conversationHandlers = (tools: Tools): HandlersOf<typeof conversation> => ({
  async create(call) {
    const row = await makeConversation(tools, call);
    return row && presentConversation.fromRow(row, scopeOf(call, conversation));
  },

  fetch(call) {
    const sid = canonicalSid(conversation.sidPrefix, call.identifier);
    const scope = scopeOf(call, conversation);
    const find = (reader: Reader, by: keyof typeof findConversation, identifier: string) =>
      reader.one(findConversation[by], { ...scope, identifier }).then((found) => found?.body);
    if (sid === undefined) return tools.storage.read((reader) => find(reader, 'uniqueName', call.identifier));
    return tools.replies.object(sid, call.accountSid + scope.collection_url + call.chatServiceSid, () =>
      tools.storage.read((reader) => find(reader, 'sid', sid)),
    );
  },

  list(call) {
    const { startDate, endDate, state } = call.parameters;
    const scope = scopeOf(call, conversation);
    return tools.replies.page(variantOf(call), () =>
      tools.storage.read((reader) => {
        const options = {
          from: startDate?.toISOString(),
          to: endDate?.toISOString(),
          exists: async () => (await reader.one(serviceExists, serviceOf(call))) !== undefined,
        };
        if (state === undefined)
          return listReply(reader, call, conversation, pageOfConversations, scope, options);
        const inState = { ...scope, state };
        return listReply(reader, call, conversation, pageOfConversationsInState, inState, options);
      }),
    );
  },

  async update(call) {
    const now = tools.clock.now();
    const row = await tools.storage.write(async (transaction) => {
      const before = await hold(transaction, call, call.identifier);
      if (before === undefined) return undefined;
      const decision = updated(before, call.parameters, now);
      if (decision.happenings.length > 0) {
        await nameIsFree(transaction, before, decision.conversation);
        await change(transaction, circumstancesOf(call, now), before, decision);
      }
      return decision.conversation;
    });
    return row && presentConversation.fromRow(row, scopeOf(call, conversation));
  },

  async delete(call) {
    const now = tools.clock.now();
    return tools.storage.write(async (transaction) => {
      const found = await hold(transaction, call, call.identifier);
      if (found === undefined) return undefined;
      await carryOutRemoval(transaction, circumstancesOf(call, now), removed(found, now));
      await leaveContent(transaction, found);
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
export async function makeConversation(
  { storage, clock, sids }: Tools,
  call: Call<Settings & { readonly xTwilioWebhookEnabled?: boolean }>,
  later?: (conversation: ConversationRow) => NewTask,
): Promise<ConversationRow | undefined> {
  const now = clock.now();
  const sid = sids.next(conversation.sidPrefix);
  const make = async (transaction: Transaction) => {
    const home = await transaction.one(findHome, serviceOf(call));
    if (home === undefined) return undefined;
    const birth = {
      sid,
      serviceId: home.service_id,
      messagingServiceSid: home.messaging_service_sid,
      timerInactive: home.timer_inactive,
      timerClosed: home.timer_closed,
      initializing: later !== undefined,
    };
    const decision = created(call.parameters, birth, now);
    if (!(await transaction.insert(addConversation, decision.conversation))) throw new ApiError(50353);
    if (later !== undefined) await transaction.insert(addTask, later(decision.conversation));
    tell(transaction, circumstancesOf(call, now), decision);
    return decision.conversation;
  };
  return storage.write(make);
}

/** Asking first spares the transaction an error in all cases but a race, where the index decides. */
async function nameIsFree(transaction: Transaction, before: ConversationRow, after: ConversationRow) {
  const { service_id, unique_name } = after;
  if (unique_name === null || unique_name === before.unique_name) return;
  const holder = await transaction.one(findNameHolder, { service_id, unique_name });
  if (holder !== undefined) throw new ApiError(50353);
}

async function change(
  transaction: Transaction,
  circumstances: Circumstances,
  before: ConversationRow,
  decision: Decision,
): Promise<void> {
  try {
    await carryOut(transaction, circumstances, before, decision);
  } catch (error) {
    if (error instanceof UniqueViolation) throw new ApiError(50353);
    throw error;
  }
}
