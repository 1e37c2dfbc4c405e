import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { Sids } from '../../platform/sids.ts';
import type { Storage } from '../../storage/storage.ts';
import { createApiKey } from '../api-keys/api-keys.ts';
import { type ApiKeyRow, findOldestApiKeyNamed } from '../api-keys/store.ts';
import { lockAccount } from '../store.ts';

/** The key is found by this name, so that users see what it is for, and can delete or rename it like any other. */
const signingKeyName = 'Signs the tokens of POST /colloquy/v1/Tokens';

interface SigningKeyDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly sids: Sids;
  readonly randomness: Randomness;
}

/** Finds the API key of an account that signs its tokens, or creates it. */
export async function ensureSigningKey(deps: SigningKeyDeps, accountSid: string): Promise<ApiKeyRow> {
  const { storage, clock } = deps;
  const named = { account_sid: accountSid, friendly_name: signingKeyName };
  const found = await storage.read((reader) => reader.one(findOldestApiKeyNamed, named));
  if (found !== undefined) return found;
  return storage.write(async (transaction) => {
    // Another process may be creating the key: the lock makes this one wait, and then find it.
    await transaction.lock(lockAccount, { sid: accountSid });
    const other = await transaction.one(findOldestApiKeyNamed, named);
    const context = { ...deps, now: instant(clock.now()) };
    return other ?? createApiKey(transaction, accountSid, signingKeyName, context);
  });
}
