import { ApiError } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { StoreResult } from '../../rest/idempotency/idempotency.ts';
import { readPage } from '../../rest/paging/read-page.ts';
import { generateSecret } from './generate-secret.ts';
import {
  type ApiKeyRow,
  addApiKey,
  findApiKey,
  lockApiKey,
  pageOfApiKeys,
  removeApiKey,
  setApiKeyName,
} from './store.ts';

export interface ApiKeyDeps extends Pick<HandlerDeps, 'storage' | 'clock' | 'sids'> {
  readonly randomness: Randomness;
}

/** The properties of a key that can be read after its creation. */
export type ApiKeyInfo = Pick<ApiKeyRow, 'sid' | 'friendly_name' | 'date_created' | 'date_updated'>;

/** A page of an account's keys, newest first. The token is undefined where the list ends. */
export interface ApiKeyPage {
  readonly keys: readonly ApiKeyInfo[];
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

/** Creates the operations on API keys that the API and the command line share. */
export function createApiKeys({ storage, clock, sids, randomness }: ApiKeyDeps) {
  const find = (account_sid: string, sid: string): Promise<ApiKeyRow | undefined> =>
    storage.read((reader) => reader.one(findApiKey, { account_sid, sid }));

  return {
    async create(account_sid: string, friendly_name: string, storeResult?: StoreResult): Promise<ApiKeyRow> {
      const time = instant(clock.now());
      const info = { sid: sids.next('SK'), friendly_name, date_created: time, date_updated: time };
      const key = { ...info, account_sid, secret: generateSecret(randomness) };
      await storage.write(async (transaction) => {
        await transaction.insert(addApiKey, key);
        await storeResult?.(transaction, info);
      });
      return key;
    },

    /**
     * The secret of a key; a stored result does not contain it.
     * @throws ApiError 20404 for a key that has been deleted since.
     */
    async readSecret({ account_sid, sid }: Pick<ApiKeyRow, 'account_sid' | 'sid'>): Promise<string> {
      const found = await find(account_sid, sid);
      if (found === undefined) throw new ApiError(20404, `key ${sid}`);
      return found.secret;
    },

    /** Undefined, as for the others, when the account has no such key. */
    find,

    /** @throws ApiError 20001 for an invalid page token, or a page number that is too high. */
    async page(account_sid: string, request: Parameters<typeof readPage>[3]): Promise<ApiKeyPage> {
      const { body, ...tokens } = await storage.read((reader) =>
        readPage(reader, pageOfApiKeys, { account_sid }, request),
      );
      // The query creates it from the columns.
      return { keys: JSON.parse(`[${body}]`) as ApiKeyInfo[], ...tokens };
    },

    async rename(
      account_sid: string,
      sid: string,
      friendly_name: string,
      storeResult?: StoreResult,
    ): Promise<ApiKeyInfo | undefined> {
      const date_updated = instant(clock.now());
      return storage.write(async (transaction) => {
        const found = await transaction.lock(lockApiKey, { account_sid, sid });
        if (found === undefined) return undefined;
        const { secret: _, ...before } = found;
        const isRenamed = before.friendly_name !== friendly_name;
        const after = isRenamed ? { ...before, friendly_name, date_updated } : before;
        if (isRenamed) await transaction.update(setApiKeyName, after);
        await storeResult?.(transaction, after);
        return after;
      });
    },

    /** False when the account has no such key. */
    remove: (account_sid: string, sid: string): Promise<boolean> =>
      storage.write(async (transaction) => {
        const found = await transaction.lock(lockApiKey, { account_sid, sid });
        return found !== undefined && transaction.remove(removeApiKey, { sid });
      }),
  };
}

export type ApiKeys = ReturnType<typeof createApiKeys>;
