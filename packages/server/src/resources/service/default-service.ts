import { findDefaultService, lockAccount, setDefaultService } from '../../accounts/store.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { Transaction } from '../../storage/storage.ts';
import { createService } from './create-service.ts';

type DefaultServiceDeps = Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;

/** SID of the account's default service, which paths without a service work in; created on first use. */
export async function resolveDefaultService(deps: DefaultServiceDeps, accountSid: string): Promise<string> {
  const { storage, clock, sids } = deps;
  const found = await storage.read((reader) => reader.one(findDefaultService, { sid: accountSid }));
  if (found !== undefined) return found.service_sid;
  return storage.write(async (transaction) => {
    await transaction.lock(lockAccount, { sid: accountSid });
    return ensureDefaultService(transaction, { sids, now: clock.now(), accountSid });
  });
}

/** {@link resolveDefaultService} of an account that the transaction has locked. */
export async function ensureDefaultService(
  transaction: Transaction,
  context: Parameters<typeof createService>[1],
): Promise<string> {
  const { accountSid } = context;
  const found = await transaction.one(findDefaultService, { sid: accountSid });
  if (found !== undefined) return found.service_sid;
  const { sid } = await createService(transaction, context, 'Default Conversations Service');
  await transaction.update(setDefaultService, { sid: accountSid, default_service_sid: sid });
  return sid;
}
