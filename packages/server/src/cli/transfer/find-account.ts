import { findGeneratedAccount } from '../../accounts/store.ts';
import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import type { Reader } from '../../storage/storage.ts';

/** The account of an export: the first one of the settings, else the one that the first start generated. */
export async function findAccount(reader: Reader, { credentials }: Config): Promise<string> {
  const [first] = credentials;
  const sid = first?.accountSid ?? (await reader.one(findGeneratedAccount, {}))?.sid;
  if (sid === undefined)
    throw new ConfigError('The database has no account. Set COLLOQUY_ACCOUNT_SID and COLLOQUY_AUTH_TOKEN.');
  return sid;
}
