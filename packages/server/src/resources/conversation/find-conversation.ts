import { conversation } from '@colloquy/contract';
import { canonicalSid, nameKey } from '../../rest/canonical-sid.ts';
import type { DecodedRequest, RequestContext } from '../../rest/request-context.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { LockingReader, Reader } from '../../storage/storage.ts';
import { type ConversationRow, findConversationBy, findSidByName, lockConversationBy } from './store.ts';

/**
 * Resolves a SID or unique name to a SID. It does not check whether a conversation with a well-formed SID exists; the
 * query that uses the SID does.
 */
export async function resolveConversationSid(
  reader: Reader,
  request: DecodedRequest,
  identifier: string,
): Promise<string | undefined> {
  const sid = canonicalSid(conversation.sidPrefix, identifier);
  if (sid !== undefined) return sid;
  const found = await reader.one(findSidByName, { ...serviceKey(request), unique_name: identifier });
  return found?.sid;
}

/** The SID of the conversation that a path names as a parent. */
export const resolveParentSid = (reader: Reader, request: RequestContext): Promise<string | undefined> =>
  resolveConversationSid(reader, request, parentIn(request));

/** The conversation that a path names as a parent, as it is now. */
export function findParentConversation(
  reader: Reader,
  request: RequestContext,
): Promise<ConversationRow | undefined> {
  const { by, key } = conversationKey(request, parentIn(request));
  return reader.one(findConversationBy[by], key);
}

/** Locks the conversation that a path names. */
export function lockConversation(
  reader: LockingReader,
  request: RequestContext,
): Promise<ConversationRow | undefined> {
  const { by, key } = conversationKey(request, request.identifier);
  return reader.lock(lockConversationBy[by], key);
}

/** Locks the conversation that a path names as a parent. */
export function lockParentConversation(
  reader: LockingReader,
  request: RequestContext,
): Promise<ConversationRow | undefined> {
  const { by, key } = conversationKey(request, parentIn(request));
  return reader.lock(lockConversationBy[by], key);
}

const parentIn = ({ parents }: RequestContext): string => parents['ConversationSid'] ?? '';

/** The key of the conversation that an identifier names, and by what it names it. */
function conversationKey(request: RequestContext, identifier: string) {
  const { by, identifier: name } = nameKey(conversation, identifier);
  return { by, key: { ...serviceKey(request), identifier: name } };
}
