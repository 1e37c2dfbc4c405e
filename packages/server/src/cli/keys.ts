import { ApiError, keyOperations, largestPage } from '@colloquy/contract';
import { parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { readArguments } from '../config/settings.ts';
import { systemClock } from '../platform/clock.ts';
import { SystemRandom } from '../platform/random.ts';
import { Sids } from '../platform/sids.ts';
import { firstAccount } from '../resources/account/accounts.ts';
import { canonicalSid } from '../resources/identifiers.ts';
import { type KeyFacts, type Keys, keysOf } from '../resources/key/keys.ts';
import { openStorage } from '../storage/open.ts';

/** `colloquy keys create | list | delete SID`: the API keys in the database, for an account of the settings. */
export async function keys([verb, ...rest]: readonly string[]): Promise<void> {
  const [sid, args] = verb === 'delete' ? [rest[0], rest.slice(1)] : [undefined, rest];
  const work = workOf(verb, sid);
  const { settings, own } = readArguments(args, process.env, ['name', 'account']);
  if (own.name !== undefined && verb !== 'create') throw new ConfigError('--name goes with keys create.');
  const name = checkedName(own.name ?? '');
  const { databaseUrl, credentials } = parseConfig(settings);
  if (databaseUrl === 'sqlite::memory:') {
    throw new ConfigError('A database in memory is gone when this command ends. Name another.');
  }
  const storage = await openStorage(databaseUrl);
  try {
    const random = new SystemRandom();
    const tools = { storage, clock: systemClock, sids: new Sids(systemClock, random), random };
    const first = await firstAccount(tools, credentials, random);
    const accounts = [first.accountSid, ...credentials.map(({ accountSid }) => accountSid)];
    const account = own.account ?? first.accountSid;
    if (!accounts.includes(account)) throw new ConfigError(`There is no account ${account} in the settings.`);
    console.log(await work(keysOf(tools), account, name));
  } finally {
    await storage.close();
  }
}

/** Does what was asked for, and answers what to print. */
type Work = (keys: Keys, account: string, name: string) => Promise<string>;

function workOf(verb: string | undefined, given: string | undefined): Work {
  switch (verb) {
    case 'create':
      return create;
    case 'list':
      return list;
    case 'delete': {
      const sid = canonicalSid('SK', given ?? '');
      if (sid === undefined) throw new ConfigError('keys delete takes the SID of a key: SK...');
      return deletion(sid);
    }
    default:
      throw new ConfigError('keys goes with create, list or delete. See colloquy --help.');
  }
}

const create: Work = async (keys, account, name) => {
  const { sid, secret } = await keys.make(account, name);
  return `
  An API key of ${account}${name === '' ? '' : `, ${quoted(name)}`}:

    SID     ${sid}
    Secret  ${secret}

  Keep the secret now: it is not shown again.
`;
};

const list: Work = async (keys, account) => {
  const found: KeyFacts[] = [];
  let pageToken: string | undefined;
  do {
    const request = { pageSize: largestPage, ...(pageToken !== undefined && { pageToken }) };
    const page = await keys.page(account, request);
    found.push(...page.keys);
    pageToken = page.next;
  } while (pageToken !== undefined);
  if (found.length === 0) return `${account} has no API keys in the database.`;
  const line = ({ sid, date_created, friendly_name }: KeyFacts) =>
    `${sid}  ${date_created.slice(0, 19)}Z  ${quoted(friendly_name)}`;
  return found.map(line).join('\n');
};

const deletion =
  (sid: string): Work =>
  async (keys, account) => {
    if (!(await keys.remove(account, sid)))
      throw new ConfigError(`${account} has no key ${sid} in the database.`);
    return `Deleted ${sid}.`;
  };

/** A name is whatever a client has sent; a terminal must not obey it. */
const quoted = (name: string): string =>
  JSON.stringify(name).replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

function checkedName(name: string): string {
  try {
    return keyOperations.create.parameters.FriendlyName.kind.decode(name, '--name');
  } catch (error) {
    throw error instanceof ApiError ? new ConfigError(`--name: ${error.message}`) : error;
  }
}
