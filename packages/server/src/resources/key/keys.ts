import { ApiError } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import type { Random } from '../../platform/random.ts';
import type { Units } from '../../storage/storage.ts';
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
  const find = (account_sid: string, sid: string): Promise<KeyRow | undefined> =>
    storage.read((reader) => reader.one(findKey, { account_sid, sid }));

  return {
    /**
     * @param units runs the change; what it answers has no secret.
     * @throws ApiError 20404 for a key that was made before and is gone.
     */
    async make(account_sid: string, friendly_name: string, units: Units = storage): Promise<KeyRow> {
      const time = instant(clock.now());
      const facts = { sid: sids.next('SK'), friendly_name, date_created: time, date_updated: time };
      const key = { ...facts, account_sid, secret: newSecret(random) };
      const made = await units.write(async (transaction) => {
        await transaction.insert(addKey, key);
        return facts;
      });
      if (made.sid === key.sid) return key;
      const before = await find(account_sid, made.sid);
      if (before === undefined) throw new ApiError(20404, `key ${made.sid}`);
      return { ...before, ...made };
    },

    /** Undefined, as for the others, when the account has no such key. */
    find,

    /** @throws ApiError 20001 for a token that we did not make, or a page that is too far to count to. */
    async page(account_sid: string, request: Parameters<typeof readPage>[3]): Promise<KeyPage> {
      const { body, ...tokens } = await storage.read((reader) =>
        readPage(reader, pageOfKeys, { account_sid }, request),
      );
      // Made of the columns by the query.
      return { keys: JSON.parse(`[${body}]`) as KeyFacts[], ...tokens };
    },

    async rename(
      account_sid: string,
      sid: string,
      friendly_name: string,
      units: Units = storage,
    ): Promise<KeyFacts | undefined> {
      const date_updated = instant(clock.now());
      return units.write(async (transaction) => {
        const found = await transaction.lock(lockKey, { account_sid, sid }, (row) => row.sid);
        if (found === undefined) return undefined;
        const { secret: _, ...before } = found;
        if (before.friendly_name === friendly_name) return before;
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
