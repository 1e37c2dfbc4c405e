import { appendAct } from '../audit/audit-log.ts';
import { instant } from '../platform/instant.ts';
import type { Randomness } from '../platform/randomness.ts';
import type { HandlerDeps } from '../rest/handler.ts';
import type { Transaction } from '../storage/storage.ts';
import type { Credential } from './credential.ts';
import { type AccountRow, addAccount, findGeneratedAccount } from './store.ts';

export interface AccountCredentials {
  readonly accountSid: string;
  readonly authToken: string;
}

/** The first account, and whether this database keeps its credentials. */
export interface FirstAccount extends AccountCredentials {
  readonly kept: boolean;
}

export type AccountDeps = Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;

/**
 * Resolves with the first configured account, or with the one that the first start generated. Adds all configured
 * accounts to the database.
 */
export async function ensureFirstAccount(
  deps: AccountDeps,
  configured: readonly Credential[],
  randomness: Randomness,
): Promise<FirstAccount> {
  for (const { sid, accountSid } of configured) {
    if (sid === accountSid) await ensureAccount(deps, sid);
  }
  const [first] = configured;
  if (first === undefined) return { ...(await loadGeneratedAccount(deps, randomness)), kept: true };
  return { accountSid: first.accountSid, authToken: first.secret, kept: false };
}

/** Adds the account to the database, unless it exists; its services reference it. */
export async function ensureAccount(deps: AccountDeps, sid: string): Promise<void> {
  const account = { ...newAccount(deps, sid), auth_token: null, kept: null };
  await deps.storage.write((transaction) => add(transaction, account));
}

/** Finds the account that the first start generated, or generates it. */
async function loadGeneratedAccount(deps: AccountDeps, randomness: Randomness): Promise<AccountCredentials> {
  const found = await readGeneratedAccount(deps);
  if (found !== undefined) return found;
  const account = { ...generateAccount(deps, randomness), kept: 1 };
  // If two processes start on an empty database at the same time, one adds its account and both find it.
  await deps.storage.write((transaction) => add(transaction, account));
  const added = await readGeneratedAccount(deps);
  if (added === undefined) throw new Error('The account that was just made is not there.');
  return added;
}

/** Creates an account of a test, whose credentials are in the database. */
export async function createTestAccount(
  deps: AccountDeps,
  randomness: Randomness,
): Promise<AccountCredentials> {
  const account = { ...generateAccount(deps, randomness), kept: null };
  await deps.storage.write((transaction) => transaction.insert(addAccount, account));
  return { accountSid: account.sid, authToken: account.auth_token };
}

/** Adds an account that the settings or the first start ask for. */
async function add(transaction: Transaction, account: AccountRow): Promise<void> {
  if (!(await transaction.insert(addAccount, account))) return;
  const { sid, date_created: time } = account;
  appendAct(transaction, {
    time,
    account_sid: sid,
    actor: 'server',
    operation: 'CreateAccount',
    object_sid: sid,
  });
}

async function readGeneratedAccount({ storage }: AccountDeps): Promise<AccountCredentials | undefined> {
  const kept = await storage.read((reader) => reader.one(findGeneratedAccount, {}));
  return kept && { accountSid: kept.sid, authToken: kept.auth_token };
}

const generateAccount = (deps: AccountDeps, randomness: Randomness) => ({
  ...newAccount(deps, `AC${randomness.randomHex(32)}`),
  auth_token: randomness.randomHex(32),
});

const newAccount = (deps: AccountDeps, sid: string) => ({
  sid,
  default_service_sid: null,
  // Every conversation of the hosted API has a messaging service. Ours is only a SID.
  default_messaging_service_sid: deps.sids.next('MG'),
  default_inactive_timer: null,
  default_closed_timer: null,
  date_created: instant(deps.clock.now()),
});
