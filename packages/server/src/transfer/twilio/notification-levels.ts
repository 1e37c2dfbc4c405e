import { api, listKeyOf } from '@colloquy/contract';
import { expandConcurrently } from './expand-concurrently.ts';
import type { SourceApi } from './source-api.ts';
import type { SourceObject } from './source-object.ts';
import { servicePath } from './walk-account.ts';

/** Path of the conversations of a user, who is named by SID or identity. */
export const membershipsPath = (serviceSid: string, user: string): string =>
  `${servicePath(serviceSid, api.user)}/${encodeURIComponent(user)}/Conversations`;

/**
 * The notification levels of participants that are not the default, by their SIDs. Only the conversations of a user show
 * them, so this takes a request for each user.
 */
export async function readNotificationLevels(
  source: SourceApi,
  serviceSid: string,
  maxConcurrent: number,
): Promise<ReadonlyMap<string, string>> {
  const levels = new Map<string, string>();
  const pages = expandConcurrently(usersOf(source, serviceSid), maxConcurrent, ({ sid }) =>
    source.pages(membershipsPath(serviceSid, String(sid)), listKeyOf(api.userConversation)),
  );
  for await (const memberships of pages)
    for (const { participant_sid, notification_level } of memberships)
      if (typeof notification_level === 'string' && notification_level !== 'default')
        levels.set(String(participant_sid), notification_level);
  return levels;
}

async function* usersOf(source: SourceApi, serviceSid: string): AsyncGenerator<SourceObject> {
  for await (const users of source.pages(servicePath(serviceSid, api.user), listKeyOf(api.user)))
    yield* users;
}
