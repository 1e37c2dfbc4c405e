import { user } from '@colloquy/contract';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { type Call, serviceOf } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import type { PresentationScope } from '../presenter.ts';
import { findUser, findUserSid, lockUser, type UserRow } from './store.ts';

/** A user as a path names it: by its SID or its identity. */
function named(identifier: string) {
  const sid = canonicalSid(user.sidPrefix, identifier);
  return sid === undefined
    ? ({ by: 'identity', identifier } as const)
    : ({ by: 'sid', identifier: sid } as const);
}

export async function userSidOf(reader: Reader, call: Call, name: string): Promise<string | undefined> {
  const { by, identifier } = named(name);
  return (await reader.one(findUserSid[by], { ...serviceOf(call), identifier }))?.sid;
}

/** The JSON of a user. */
export async function userBody(
  reader: Reader,
  scope: PresentationScope,
  name: string,
): Promise<string | undefined> {
  const { by, identifier } = named(name);
  return (await reader.one(findUser[by], { ...scope, identifier }))?.body;
}

/** The user that a path names, held until the transaction ends. */
export function holdUser(transaction: Transaction, call: Call, name: string): Promise<UserRow | undefined> {
  const { by, identifier } = named(name);
  return transaction.lock(lockUser[by], { ...serviceOf(call), identifier }, (row) => row.sid);
}
