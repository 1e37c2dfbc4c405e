import { ApiError, conversation } from '@colloquy/contract';
import { MissingParent, type Reader, type Transaction, UniqueViolation } from '../../storage/storage.ts';
import { type Call, collectionUrl, type HandlersOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { listReply, readPage } from '../paging.ts';
import { serviceExists } from '../service/store.ts';
import { created, removed, updated } from './rules.ts';
import {
  addConversation,
  type ConversationRow,
  findConversation,
  findHome,
  findNameHolder,
  lockConversation,
  pageOfConversations,
  pageOfConversationsInState,
  presentConversation,
  removeConversation,
  setConversation,
} from './store.ts';
import { tell } from './tell.ts';

/** The five operations that everything else stands on. */
export const conversationHandlers = ({
  storage,
  clock,
  sids,
  replies,
}: Tools): HandlersOf<typeof conversation> => ({
  async create(call) {
    const now = clock.now();
    const sid = sids.next(conversation.sidPrefix);
    const make = async (transaction: Transaction) => {
      const home = await transaction.one(findHome, serviceOf(call));
      if (home === undefined) return undefined;
      const birth = { sid, serviceId: home.service_id, messagingServiceSid: home.messaging_service_sid };
      const decision = created(call.parameters, birth, now);
      if (!(await transaction.insert(addConversation, decision.conversation))) throw new ApiError(50353);
      tell(transaction, circumstancesOf(call), decision, now);
      return decision.conversation;
    };
    // The service can be gone between the two statements, where other processes write too.
    const row = await storage.write(make).catch((error: unknown) => {
      if (error instanceof MissingParent) return undefined;
      throw error;
    });
    return row && presentConversation.fromRow(row, scopeOf(call));
  },

  fetch(call) {
    const sid = canonicalSid(conversation.sidPrefix, call.identifier);
    const find = (reader: Reader, by: keyof typeof findConversation, identifier: string) =>
      reader.one(findConversation[by], { ...scopeOf(call), identifier }).then((found) => found?.body);
    if (sid === undefined) return storage.read((reader) => find(reader, 'uniqueName', call.identifier));
    return replies.object(call.chatServiceSid, sid, call.accountSid + call.scopeUrl, () =>
      storage.read((reader) => find(reader, 'sid', sid)),
    );
  },

  list(call) {
    const { startDate, endDate, state } = call.parameters;
    const filters: [string, string][] = [];
    if (startDate !== undefined) filters.push(['StartDate', startDate.toISOString()]);
    if (endDate !== undefined) filters.push(['EndDate', endDate.toISOString()]);
    if (state !== undefined) filters.push(['State', state]);
    const request = {
      ...call.parameters,
      pageSize: call.parameters.pageSize ?? conversation.defaultPageSize,
    };
    const dates = { ...(startDate && { startDate }), ...(endDate && { endDate }) };
    const variant = [
      call.accountSid,
      call.scopeUrl,
      ...filters.flat(),
      request.pageSize,
      request.page,
      request.pageToken,
    ];
    return replies.list(call.chatServiceSid, variant.join(' '), () =>
      storage.read(async (reader) => {
        const page =
          state === undefined
            ? await readPage(reader, pageOfConversations, scopeOf(call), dates, request)
            : await readPage(reader, pageOfConversationsInState, { ...scopeOf(call), state }, dates, request);
        const empty = page.count === 0 && (await reader.one(serviceExists, serviceOf(call))) === undefined;
        return empty
          ? undefined
          : listReply(conversation, collectionUrl(call, conversation), filters, request, page);
      }),
    );
  },

  async update(call) {
    const now = clock.now();
    const row = await storage.write(async (transaction) => {
      const before = await lock(transaction, call);
      if (before === undefined) return undefined;
      const decision = updated(before, call.parameters, now);
      if (decision.happenings.length > 0) {
        await nameIsFree(transaction, before, decision.conversation);
        await set(transaction, before, decision.conversation);
        tell(transaction, circumstancesOf(call), decision, now);
      }
      return decision.conversation;
    });
    return row && presentConversation.fromRow(row, scopeOf(call));
  },

  async delete(call) {
    const now = clock.now();
    return storage.write(async (transaction) => {
      const found = await lock(transaction, call);
      if (found === undefined) return undefined;
      const decision = removed(found, now);
      await transaction.remove(removeConversation, found);
      tell(transaction, circumstancesOf(call), decision, now);
      return '';
    });
  },
});

const serviceOf = ({ accountSid, chatServiceSid }: Call) => ({
  account_sid: accountSid,
  service_sid: chatServiceSid,
});

const scopeOf = (call: Call) => ({
  ...serviceOf(call),
  chat_service_sid: call.chatServiceSid,
  collection_url: collectionUrl(call, conversation),
});

/** The conversation that the path names, held until the transaction ends. */
function lock(transaction: Transaction, call: Call): Promise<ConversationRow | undefined> {
  const sid = canonicalSid(conversation.sidPrefix, call.identifier);
  const query = sid === undefined ? lockConversation.uniqueName : lockConversation.sid;
  return transaction.lock(
    query,
    { ...serviceOf(call), identifier: sid ?? call.identifier },
    (row) => row.sid,
  );
}

/** Asking first spares the transaction an error in all cases but a race, where the index decides. */
async function nameIsFree(transaction: Transaction, before: ConversationRow, after: ConversationRow) {
  const { service_id, unique_name } = after;
  if (unique_name === null || unique_name === before.unique_name) return;
  const holder = await transaction.one(findNameHolder, { service_id, unique_name });
  if (holder !== undefined) throw new ApiError(50353);
}

async function set(transaction: Transaction, before: ConversationRow, after: ConversationRow): Promise<void> {
  try {
    await setConversation(transaction, before, after);
  } catch (error) {
    if (error instanceof UniqueViolation) throw new ApiError(50353);
    throw error;
  }
}

/** What the events of a request say of it. */
const circumstancesOf = (call: Call<{ readonly xTwilioWebhookEnabled?: boolean }>) =>
  ({
    accountSid: call.accountSid,
    serviceSid: call.chatServiceSid,
    source: 'API',
    actor: call.actor,
    webhookEnabled: call.parameters.xTwilioWebhookEnabled ?? false,
  }) as const;
