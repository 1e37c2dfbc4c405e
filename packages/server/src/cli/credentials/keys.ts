import {
  ApiError,
  createKey as createKeyOperation,
  deleteKey as deleteKeyOperation,
  explainError,
  maxPageSize,
  quote,
} from '@colloquy/contract';
import { type ApiKeyInfo, createApiKey, readApiKeyPage } from '../../accounts/api-keys/api-keys.ts';
import { lockApiKey, removeApiKey } from '../../accounts/api-keys/store.ts';
import { parseConfig } from '../../config/config.ts';
import { ConfigError, UsageError } from '../../config/config-error.ts';
import { instant } from '../../platform/instant.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { appendCommand } from '../append-command.ts';
import type { CommandInput } from '../command.ts';
import { type CommandDatabase, openDatabase } from '../connection/open-database.ts';

type KeysInput = CommandInput<'account'>;

/** `colloquy keys create`. */
export function createKey(input: CommandInput<'account' | 'name'>): Promise<void> {
  const name = parseName(input.flags.name ?? '');
  return withKeys(input, async (account, { storage, clock, ...deps }) => {
    const { sid, secret, ...key } = await storage.write(async (transaction) => {
      const created = await createApiKey(transaction, account, name, { ...deps, now: instant(clock.now()) });
      appendCommand(transaction, { operation: createKeyOperation.name, account, object: created.sid });
      return created;
    });
    return {
      value: { sid, account_sid: account, friendly_name: name, date_created: key.date_created, secret },
      text: `
  API key of ${account}${name === '' ? '' : `, ${quote(name)}`}:

    SID     ${sid}
    Secret  ${secret}

  Store the secret now; it is not shown again.`,
    };
  });
}

/** `colloquy keys list`. */
export const listKeys = (input: KeysInput): Promise<void> =>
  withKeys(input, async (account, { storage }) => {
    const found: ApiKeyInfo[] = [];
    let pageToken: string | undefined;
    do {
      const request = { pageSize: maxPageSize, ...(pageToken !== undefined && { pageToken }) };
      const page = await storage.read((reader) => readApiKeyPage(reader, account, request));
      found.push(...page.keys);
      pageToken = page.next;
    } while (pageToken !== undefined);
    const formatKey = ({ sid, date_created, friendly_name }: ApiKeyInfo) =>
      `${sid}  ${date_created.slice(0, 19)}Z  ${quote(friendly_name)}`;
    return {
      value: found,
      text:
        found.length === 0 ? `${account} has no API keys in the database.` : found.map(formatKey).join('\n'),
    };
  });

/** `colloquy keys delete SID`. */
export function deleteKey(input: KeysInput, given: string): Promise<void> {
  const sid = canonicalSid('SK', given);
  if (sid === undefined)
    throw new UsageError(`${quote(given)} is not the SID of a key: SK and 32 hexadecimal digits.`);
  return withKeys(input, async (account, { storage }) => {
    const deleted = await storage.write(async (transaction) => {
      const found = await transaction.lock(lockApiKey, { account_sid: account, sid });
      if (found === undefined) return false;
      appendCommand(transaction, { operation: deleteKeyOperation.name, account, object: sid });
      return transaction.remove(removeApiKey, found);
    });
    if (!deleted) throw new ConfigError(`${account} has no key ${sid} in the database.`);
    return { value: { deleted: sid }, text: `Deleted ${sid}.` };
  });
}

/** Runs `work` for a configured account on the database, and prints what it returns. */
async function withKeys(
  { flags, settings, output }: KeysInput,
  work: (
    account: string,
    deps: CommandDatabase,
  ) => Promise<{ readonly value: unknown; readonly text: string }>,
): Promise<void> {
  const config = parseConfig(settings);
  await using database = await openDatabase(config, "Or use the server's API.");
  const { accountSid } = database;
  const accounts = [...new Set([accountSid, ...config.credentials.map((each) => each.accountSid)])];
  const account = flags.account ?? accountSid;
  if (!accounts.includes(account))
    throw new ConfigError(
      `The account ${quote(account)} is not configured. Configured: ${accounts.join(', ')}.`,
    );
  const { value, text } = await work(account, database);
  output.result(value, text);
}

function parseName(name: string): string {
  try {
    return createKeyOperation.parameters.FriendlyName.codec.decode(name, '--name');
  } catch (error) {
    throw error instanceof ApiError ? new UsageError(`--name: ${explainError(error)}`) : error;
  }
}
