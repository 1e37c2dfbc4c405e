import type { Instant } from '../../platform/instant.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { Sids } from '../../platform/sids.ts';
import { readPage } from '../../rest/paging/read-page.ts';
import type { Reader, Transaction } from '../../storage/storage.ts';
import { generateSecret } from './generate-secret.ts';
import { type ApiKeyRow, addApiKey, pageOfApiKeys, setApiKeyName } from './store.ts';

/* What the API and the command line do with API keys. */

/** The properties of a key that can be read after its creation. */
export type ApiKeyInfo = Omit<ApiKeyRow, 'account_sid' | 'secret'>;

/** A page of an account's keys, newest first. The token is undefined where the list ends. */
export interface ApiKeyPage {
  readonly keys: readonly ApiKeyInfo[];
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

export async function createApiKey(
  transaction: Transaction,
  account_sid: string,
  friendly_name: string,
  { sids, randomness, now }: { readonly sids: Sids; readonly randomness: Randomness; readonly now: Instant },
): Promise<ApiKeyRow> {
  const secret = generateSecret(randomness);
  const dates = { date_created: now, date_updated: now };
  const key = { sid: sids.next('SK'), account_sid, friendly_name, secret, ...dates };
  await transaction.insert(addApiKey, key);
  return key;
}

/** @throws ApiError 20001 for an invalid page token, or a page number that is too high. */
export async function readApiKeyPage(
  reader: Reader,
  account_sid: string,
  request: Parameters<typeof readPage>[3],
): Promise<ApiKeyPage> {
  const { body, ...tokens } = await readPage(reader, pageOfApiKeys, { account_sid }, request);
  // The query creates it from the columns.
  return { keys: JSON.parse(`[${body}]`) as ApiKeyInfo[], ...tokens };
}

/** A name that the key already has changes nothing. */
export async function renameApiKey(
  transaction: Transaction,
  before: ApiKeyRow,
  friendly_name: string,
  date_updated: Instant,
): Promise<ApiKeyRow> {
  if (before.friendly_name === friendly_name) return before;
  const after = { ...before, friendly_name, date_updated };
  await transaction.update(setApiKeyName, after);
  return after;
}
