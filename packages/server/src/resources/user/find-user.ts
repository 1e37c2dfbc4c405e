import { user } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { type RequestContext, serviceKey } from '../../rest/handler.ts';
import type { ReplyContext } from '../../rest/presenter.ts';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { findUser, findUserSid, lockUserBy, type UserRow } from './store.ts';

/** A user as a path names it: by its SID or its identity. */
function named(identifier: string) {
  const sid = canonicalSid(user.sidPrefix, identifier);
  return sid === undefined
    ? ({ by: 'identity', identifier } as const)
    : ({ by: 'sid', identifier: sid } as const);
}

export async function resolveUserSid(
  reader: Reader,
  request: RequestContext,
  name: string,
): Promise<string | undefined> {
  const { by, identifier } = named(name);
  return (await reader.one(findUserSid[by], { ...serviceKey(request), identifier }))?.sid;
}

/** The JSON of a user. */
export async function renderUser(
  reader: Reader,
  scope: ReplyContext,
  name: string,
): Promise<string | undefined> {
  const { by, identifier } = named(name);
  return (await reader.one(findUser[by], { ...scope, identifier }))?.body;
}

/** The user that a path names, held until the transaction ends. */
export function lockUser(
  transaction: Transaction,
  request: RequestContext,
  name: string,
): Promise<UserRow | undefined> {
  const { by, identifier } = named(name);
  return transaction.lock(lockUserBy[by], { ...serviceKey(request), identifier });
}
