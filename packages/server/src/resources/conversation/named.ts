import { conversation } from '@colloquy/contract';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { type Call, serviceOf } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { type ConversationRow, findSidByName, getConversation, lockConversation } from './store.ts';

/**
 * The SID of the conversation that a path names by its SID or its unique name. Whether there is one with that
 * SID is for the query to find out that it is used in: see `conversationSid`.
 */
export async function sidOf(reader: Reader, call: Call, identifier: string): Promise<string | undefined> {
  const sid = canonicalSid(conversation.sidPrefix, identifier);
  if (sid !== undefined) return sid;
  const found = await reader.one(findSidByName, { ...serviceOf(call), unique_name: identifier });
  return found?.sid;
}

/** The SID of the conversation that a path names as a parent. */
export const parentSid = (reader: Reader, call: Call): Promise<string | undefined> =>
  sidOf(reader, call, call.parents['ConversationSid'] ?? '');

const named = (call: Call, identifier: string) => {
  const sid = canonicalSid(conversation.sidPrefix, identifier);
  const key = { ...serviceOf(call), identifier: sid ?? identifier };
  return { by: sid === undefined ? 'uniqueName' : 'sid', key } as const;
};

/** The conversation that a path names as a parent, as it is now. */
export function parentOf(reader: Reader, call: Call): Promise<ConversationRow | undefined> {
  const { by, key } = named(call, call.parents['ConversationSid'] ?? '');
  return reader.one(getConversation[by], key);
}

/** The conversation that a path names, held until the transaction ends. */
export function hold(
  transaction: Transaction,
  call: Call,
  identifier: string,
): Promise<ConversationRow | undefined> {
  const { by, key } = named(call, identifier);
  return transaction.lock(lockConversation[by], key, (row) => row.sid);
}

/** The conversation that a path names as a parent, held until the transaction ends. */
export const holdParent = (transaction: Transaction, call: Call): Promise<ConversationRow | undefined> =>
  hold(transaction, call, call.parents['ConversationSid'] ?? '');
