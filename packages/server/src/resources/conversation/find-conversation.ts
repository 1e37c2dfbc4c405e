import { conversation } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { type RequestContext, serviceKey } from '../../rest/handler.ts';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { type ConversationRow, findSidByName, getConversationBy, lockConversationBy } from './store.ts';

/**
 * The SID of the conversation that a path names by its SID or its unique name. Whether there is one with that
 * SID is for the query to find out that it is used in: see `conversationSid`.
 */
export async function resolveConversationSid(
  reader: Reader,
  request: RequestContext,
  identifier: string,
): Promise<string | undefined> {
  const sid = canonicalSid(conversation.sidPrefix, identifier);
  if (sid !== undefined) return sid;
  const found = await reader.one(findSidByName, { ...serviceKey(request), unique_name: identifier });
  return found?.sid;
}

/** The SID of the conversation that a path names as a parent. */
export const resolveParentSid = (reader: Reader, request: RequestContext): Promise<string | undefined> =>
  resolveConversationSid(reader, request, request.parents['ConversationSid'] ?? '');

const named = (request: RequestContext, identifier: string) => {
  const sid = canonicalSid(conversation.sidPrefix, identifier);
  const key = { ...serviceKey(request), identifier: sid ?? identifier };
  return { by: sid === undefined ? 'uniqueName' : 'sid', key } as const;
};

/** The conversation that a path names as a parent, as it is now. */
export function findParent(reader: Reader, request: RequestContext): Promise<ConversationRow | undefined> {
  const { by, key } = named(request, request.parents['ConversationSid'] ?? '');
  return reader.one(getConversationBy[by], key);
}

/** The conversation that a path names, held until the transaction ends. */
export function lockConversation(
  transaction: Transaction,
  request: RequestContext,
  identifier: string,
): Promise<ConversationRow | undefined> {
  const { by, key } = named(request, identifier);
  return transaction.lock(lockConversationBy[by], key);
}

/** The conversation that a path names as a parent, held until the transaction ends. */
export const lockParent = (
  transaction: Transaction,
  request: RequestContext,
): Promise<ConversationRow | undefined> =>
  lockConversation(transaction, request, request.parents['ConversationSid'] ?? '');
