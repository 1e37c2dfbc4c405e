import type { Credential } from '../../platform/credential.ts';
import { instant } from '../../platform/instant.ts';
import type { Random } from '../../platform/random.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { Tools } from '../handler.ts';
import { makeService } from '../service/make.ts';
import { addAccount, findDefaultService, findKeptAccount, lockAccount, setDefaultService } from './store.ts';

export interface Credentials {
  readonly accountSid: string;
  readonly authToken: string;
}

type AccountTools = Pick<Tools, 'storage' | 'clock' | 'sids'>;

/**
 * The account that is configured first, or the one that the database keeps. All that are configured are known to
 * the database from then on.
 */
export async function firstAccount(
  tools: AccountTools,
  configured: readonly Credential[],
  random: Random,
): Promise<Credentials & { readonly kept: boolean }> {
  for (const { sid, accountSid } of configured) {
    if (sid === accountSid) await ensureAccount(tools, sid);
  }
  const [first] = configured;
  if (first === undefined) return { ...(await keptAccount(tools, random)), kept: true };
  return { accountSid: first.accountSid, authToken: first.secret, kept: false };
}

/** Makes the account known to the database, which its services hang on. */
export async function ensureAccount(tools: AccountTools, sid: string): Promise<void> {
  const account = { ...newAccount(tools, sid), auth_token: null, kept: null };
  await tools.storage.write((transaction) => transaction.insert(addAccount, account));
}

/** The account that a first start has made, or makes now. */
async function keptAccount(tools: AccountTools, random: Random): Promise<Credentials> {
  const found = await findKept(tools);
  if (found !== undefined) return found;
  const account = { ...newAccount(tools, `AC${random.hex(32)}`), auth_token: random.hex(32), kept: 1 };
  // Of two processes that start on an empty database together, one adds its account and both find it.
  await tools.storage.write((transaction) => transaction.insert(addAccount, account));
  const made = await findKept(tools);
  if (made === undefined) throw new Error('The account that was just made is not there.');
  return made;
}

async function findKept({ storage }: AccountTools): Promise<Credentials | undefined> {
  const kept = await storage.read((reader) => reader.one(findKeptAccount, {}));
  return kept && { accountSid: kept.sid, authToken: kept.auth_token };
}

const newAccount = (tools: AccountTools, sid: string) => ({
  sid,
  default_service_sid: null,
  // The hosted API shows a messaging service in every conversation; ours has a SID and no other use.
  default_messaging_service_sid: tools.sids.next('MG'),
  default_inactive_timer: null,
  default_closed_timer: null,
  date_created: instant(tools.clock.now()),
});

/** SID of the account's default service, which the paths without a service work in; made on first use. */
export async function defaultService(tools: AccountTools, accountSid: string): Promise<string> {
  const found = await tools.storage.read((reader) => reader.one(findDefaultService, { sid: accountSid }));
  if (found !== undefined) return found.service_sid;
  return tools.storage.write(async (transaction) => {
    await transaction.lock(lockAccount, { sid: accountSid }, ({ sid }) => sid);
    return defaultServiceOfHeld(tools, transaction, accountSid);
  });
}

/** {@link defaultService} of an account that the transaction holds. */
export async function defaultServiceOfHeld(
  tools: Pick<Tools, 'clock' | 'sids'>,
  transaction: Transaction,
  accountSid: string,
): Promise<string> {
  const found = await transaction.one(findDefaultService, { sid: accountSid });
  if (found !== undefined) return found.service_sid;
  const { sid } = await makeService(tools, transaction, accountSid, 'Default Conversations Service');
  await transaction.update(setDefaultService, { sid: accountSid, default_service_sid: sid });
  return sid;
}
