import { user } from '@colloquy/contract';
import { nameKey } from '../../rest/canonical-sid.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { LockingReader, Reader } from '../../storage/storage.ts';
import { findUserSid, lockUserBy, renderUser, type UserRow } from './store.ts';

/** Resolves a SID or identity to the SID of a user that exists. */
export async function resolveUserSid(
  reader: Reader,
  request: RequestContext,
  name: string,
): Promise<string | undefined> {
  const { by, identifier } = nameKey(user, name);
  return (await reader.one(findUserSid[by], { ...serviceKey(request), identifier }))?.sid;
}

/** The JSON of the user that a path names. */
export async function renderNamedUser(reader: Reader, request: RequestContext): Promise<string | undefined> {
  const { by, identifier } = nameKey(user, request.identifier);
  return (await reader.one(renderUser[by], { ...replyContext(request, user), identifier }))?.body;
}

/** Locks the user that a path names. */
export function lockUser(reader: LockingReader, request: RequestContext): Promise<UserRow | undefined> {
  const { by, identifier } = nameKey(user, request.identifier);
  return reader.lock(lockUserBy[by], { ...serviceKey(request), identifier });
}
