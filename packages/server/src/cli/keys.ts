import { ApiError, createKey, maxPageSize } from '@colloquy/contract';
import { ensureFirstAccount } from '../accounts/accounts.ts';
import { type ApiKeyInfo, type ApiKeys, createApiKeys } from '../accounts/api-keys/api-keys.ts';
import { parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { readArguments } from '../config/read-settings.ts';
import { systemClock } from '../platform/clock.ts';
import { SystemRandomness } from '../platform/randomness.ts';
import { Sids } from '../platform/sids.ts';
import { canonicalSid } from '../rest/canonical-sid.ts';
import { parseDatabaseUrl } from '../storage/database-url.ts';
import { openStorage } from '../storage/open.ts';

/** `colloquy keys create | list | delete SID`: manages the API keys in the database, of a configured account. */
export async function keys([verb, ...rest]: readonly string[]): Promise<void> {
  const [sid, args] = verb === 'delete' ? [rest[0], rest.slice(1)] : [undefined, rest];
  const command = parseCommand(verb, sid);
  const { settings, commandFlags } = readArguments(args, process.env, ['name', 'account']);
  if (commandFlags.name !== undefined && verb !== 'create')
    throw new ConfigError('Only keys create takes --name.');
  const name = parseName(commandFlags.name ?? '');
  const { databaseUrl, credentials } = parseConfig(settings);
  if (parseDatabaseUrl(databaseUrl)?.kind === 'memory') {
    throw new ConfigError('A database in memory is gone when this command ends. Use another one.');
  }
  await using storage = await openStorage(databaseUrl);
  const randomness = new SystemRandomness();
  const deps = { storage, clock: systemClock, sids: new Sids(systemClock, randomness), randomness };
  const first = await ensureFirstAccount(deps, credentials, randomness);
  const accounts = [first.accountSid, ...credentials.map(({ accountSid }) => accountSid)];
  const account = commandFlags.account ?? first.accountSid;
  if (!accounts.includes(account)) throw new ConfigError(`The account ${account} is not configured.`);
  console.log(await command(createApiKeys(deps), account, name));
}

/** Runs a verb, and returns the text to print. */
type KeysCommand = (keys: ApiKeys, account: string, name: string) => Promise<string>;

function parseCommand(verb: string | undefined, given: string | undefined): KeysCommand {
  switch (verb) {
    case 'create':
      return create;
    case 'list':
      return list;
    case 'delete': {
      const sid = canonicalSid('SK', given ?? '');
      if (sid === undefined) throw new ConfigError('keys delete needs the SID of a key: SK...');
      return createDeletion(sid);
    }
    default:
      throw new ConfigError('colloquy keys needs one of: create, list, delete. See colloquy --help.');
  }
}

const create: KeysCommand = async (keys, account, name) => {
  const { sid, secret } = await keys.create(account, name);
  return `
  API key of ${account}${name === '' ? '' : `, ${quote(name)}`}:

    SID     ${sid}
    Secret  ${secret}

  Store the secret now; it is not shown again.
`;
};

const list: KeysCommand = async (keys, account) => {
  const found: ApiKeyInfo[] = [];
  let pageToken: string | undefined;
  do {
    const request = { pageSize: maxPageSize, ...(pageToken !== undefined && { pageToken }) };
    const page = await keys.page(account, request);
    found.push(...page.keys);
    pageToken = page.next;
  } while (pageToken !== undefined);
  if (found.length === 0) return `${account} has no API keys in the database.`;
  const formatKey = ({ sid, date_created, friendly_name }: ApiKeyInfo) =>
    `${sid}  ${date_created.slice(0, 19)}Z  ${quote(friendly_name)}`;
  return found.map(formatKey).join('\n');
};

const createDeletion =
  (sid: string): KeysCommand =>
  async (keys, account) => {
    if (!(await keys.remove(account, sid)))
      throw new ConfigError(`${account} has no key ${sid} in the database.`);
    return `Deleted ${sid}.`;
  };

/** Quotes a name, and escapes control characters, which a terminal would interpret. */
const quote = (name: string): string =>
  JSON.stringify(name).replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

function parseName(name: string): string {
  try {
    return createKey.parameters.FriendlyName.codec.decode(name, '--name');
  } catch (error) {
    throw error instanceof ApiError ? new ConfigError(`--name: ${error.message}`) : error;
  }
}
