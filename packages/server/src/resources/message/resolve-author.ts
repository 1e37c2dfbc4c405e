import { ApiError, addressKey, channelOf, conversation } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import type { RequestContext } from '../../rest/request-context.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { LockingReader, Reader } from '../../storage/storage.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { isGroup } from '../participant/group-members.ts';
import { systemAuthor } from './rules.ts';
import { findAuthor, findAuthorAhead } from './store.ts';

interface AuthorKey {
  readonly service_id: number;
  readonly conversation_sid: string;
  readonly author: string;
}

/** Reads the participant whose identity the author is; undefined when it names none. */
export type ReadAuthor = () => Promise<{ readonly sid: string } | undefined>;

/**
 * Reads the author with the next lock, which is that of the conversation. Returns undefined when that cannot be: there is
 * no author to read, or the path does not name the conversation by its SID.
 */
export function readAuthorAhead(
  reader: LockingReader,
  request: RequestContext,
  author: string | undefined,
): ReadAuthor | undefined {
  const sid = canonicalSid(conversation.sidPrefix, request.parents['ConversationSid'] ?? '');
  if (sid === undefined || author === undefined || author === systemAuthor) return undefined;
  return reader.readAhead(findAuthorAhead, { ...serviceKey(request), conversation_sid: sid, author });
}

/**
 * The SID of the participant that an author names, by identity, address or projected address; null when it names none.
 *
 * @param readAuthor reads it by its identity, if that has begun before the lock.
 * @throws ApiError 50513 for an author that names none in a group conversation.
 */
export async function resolveAuthor(
  reader: Reader,
  { service_id, sid, participant_counter, non_chat_counter }: ConversationRow,
  author = systemAuthor,
  readAuthor?: ReadAuthor,
): Promise<string | null> {
  if (participant_counter === 0) return null;
  const key = { service_id, conversation_sid: sid, author };
  const found = author === systemAuthor ? undefined : await findNamed(reader, key, readAuthor);
  if (found !== undefined) return found.sid;
  if (non_chat_counter > 0 && (await isGroup(reader, key))) throw new ApiError(50513);
  return null;
}

/** The participant with an identity or, if the author is one, with an address. */
async function findNamed(
  reader: Reader,
  key: AuthorKey,
  readAuthor: ReadAuthor = () => reader.one(findAuthor.identity, key),
): ReturnType<ReadAuthor> {
  const known = await readAuthor();
  return known !== undefined || channelOf(key.author) === undefined
    ? known
    : reader.one(findAuthor.address, { ...key, author: addressKey(key.author) });
}
