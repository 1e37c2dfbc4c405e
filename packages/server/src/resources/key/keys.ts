import { instant } from '../../platform/instant.ts';
import type { Random } from '../../platform/random.ts';
import type { Tools } from '../handler.ts';
import { readPage } from '../paging.ts';
import { newSecret } from './rules.ts';
import { addKey, findKey, type KeyRow, lockKey, pageOfKeys, removeKey, setKeyName } from './store.ts';

export interface KeyTools extends Pick<Tools, 'storage' | 'clock' | 'sids'> {
  readonly random: Random;
}

/** What may be told of a key after it has been made. */
export type KeyFacts = Pick<KeyRow, 'sid' | 'friendly_name' | 'date_created' | 'date_updated'>;

/** A page of an account's keys, newest first; undefined tokens where the list ends. */
export interface KeyPage {
  readonly keys: readonly KeyFacts[];
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

/** The keys of accounts: what the API and the command line do with them. */
export function keysOf({ storage, clock, sids, random }: KeyTools) {
  return {
    async make(account_sid: string, friendly_name: string): Promise<KeyRow> {
      const time = instant(clock.now());
      const key = {
        sid: sids.next('SK'),
        account_sid,
        friendly_name,
        secret: newSecret(random),
        date_created: time,
        date_updated: time,
      };
      await storage.write((transaction) => transaction.insert(addKey, key));
      return key;
    },

    /** Undefined, as for the others, when the account has no such key. */
    find: (account_sid: string, sid: string): Promise<KeyRow | undefined> =>
      storage.read((reader) => reader.one(findKey, { account_sid, sid })),

    /** @throws ApiError 20001 for a token that we did not make, or a page that is too far to count to. */
    async page(account_sid: string, request: Parameters<typeof readPage>[3]): Promise<KeyPage> {
      const { body, ...tokens } = await storage.read((reader) =>
        readPage(reader, pageOfKeys, { account_sid }, request),
      );
      // Made of the columns by the query.
      return { keys: JSON.parse(`[${body}]`) as KeyFacts[], ...tokens };
    },

    async rename(account_sid: string, sid: string, friendly_name: string): Promise<KeyRow | undefined> {
      const date_updated = instant(clock.now());
      return storage.write(async (transaction) => {
        const before = await transaction.lock(lockKey, { account_sid, sid }, (row) => row.sid);
        if (before === undefined || before.friendly_name === friendly_name) return before;
        const after = { ...before, friendly_name, date_updated };
        await transaction.update(setKeyName, after);
        return after;
      });
    },

    /** False when the account has no such key. */
    remove: (account_sid: string, sid: string): Promise<boolean> =>
      storage.write(async (transaction) => {
        const found = await transaction.lock(lockKey, { account_sid, sid }, (row) => row.sid);
        return found !== undefined && transaction.remove(removeKey, { sid });
      }),
  };
}

export type Keys = ReturnType<typeof keysOf>;
