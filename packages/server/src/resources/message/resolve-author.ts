import { ApiError, addressKey, channelOf } from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import type { ConversationRow } from '../conversation/store.ts';
import { isGroup } from '../participant/group-members.ts';
import { systemAuthor } from './rules.ts';
import { findAuthor } from './store.ts';

interface AuthorKey {
  readonly service_id: number;
  readonly conversation_sid: string;
  readonly author: string;
}

/**
 * The SID of the participant that an author names, by identity, address or projected address; null when it names none.
 *
 * @throws ApiError 50513 for an author that names none in a group conversation.
 */
export async function resolveAuthor(
  reader: Reader,
  { service_id, sid, participant_counter, non_chat_counter }: ConversationRow,
  author = systemAuthor,
): Promise<string | null> {
  if (participant_counter === 0) return null;
  const key = { service_id, conversation_sid: sid, author };
  const found = author === systemAuthor ? undefined : await findNamed(reader, key);
  if (found !== undefined) return found.sid;
  if (non_chat_counter > 0 && (await isGroup(reader, key))) throw new ApiError(50513);
  return null;
}

/** The participant with an identity or, if the author is one, with an address. */
async function findNamed(reader: Reader, key: AuthorKey): Promise<{ readonly sid: string } | undefined> {
  const known = await reader.one(findAuthor.identity, key);
  return known !== undefined || channelOf(key.author) === undefined
    ? known
    : reader.one(findAuthor.address, { ...key, author: addressKey(key.author) });
}
