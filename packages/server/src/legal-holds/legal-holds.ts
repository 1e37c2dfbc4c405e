import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Sids } from '../platform/sids.ts';
import { serviceExists, serviceKey } from '../rest/service-scope.ts';
import { selectForKeyShare } from '../storage/locking-select.ts';
import { select } from '../storage/statement.ts';
import type { Reader, Transaction } from '../storage/storage.ts';
import { integer, text } from '../storage/table.ts';
import {
  addHold,
  findAnyHold,
  findHeldEvent,
  findHold,
  findHoldOn,
  type LegalHold,
  removeHold,
} from './store.ts';

/** What a hold is to cover, and why. */
export interface NewHold {
  readonly accountSid: string;
  readonly serviceSid: string;
  /** The only conversation that is held; undefined for the whole service. */
  readonly conversationSid: string | undefined;
  readonly reason: string | undefined;
}

/** A hold forbids what was asked for, or names what does not exist. */
export class LegalHoldError extends Error {
  override readonly name = 'LegalHoldError';
}

/** A reset locks the services before it looks for holds, so it either sees the hold or has deleted the service. */
const lockService = selectForKeyShare(
  'legal_hold.lock service',
  serviceExists.parameters,
  serviceExists.row,
  serviceExists.sql,
);

const conversationExists = select(
  'legal_hold.conversation',
  { service_id: integer(), sid: text() },
  { sid: text() },
  () => 'SELECT sid FROM conversation WHERE service_id = :service_id AND sid = :sid',
);

/** Adds a hold. @throws LegalHoldError for a service or a conversation that does not exist. */
export async function createHold(
  transaction: Transaction,
  { accountSid, serviceSid, conversationSid, reason }: NewHold,
  { clock, sids }: { readonly clock: Clock; readonly sids: Sids },
): Promise<LegalHold> {
  const service = await transaction.lock(lockService, serviceKey({ accountSid, chatServiceSid: serviceSid }));
  if (service === undefined) throw new LegalHoldError(`${accountSid} has no service ${serviceSid}.`);
  const key = { service_id: service.id, sid: conversationSid ?? '' };
  if (conversationSid !== undefined && (await transaction.one(conversationExists, key)) === undefined)
    throw new LegalHoldError(`${serviceSid} has no conversation ${conversationSid}.`);
  const hold = {
    sid: sids.next('LH'),
    account_sid: accountSid,
    service_id: service.id,
    service_sid: serviceSid,
    conversation_sid: conversationSid ?? null,
    reason: reason ?? null,
    date_created: instant(clock.now()),
  };
  await transaction.insert(addHold, hold);
  return hold;
}

/** Removes a hold of an account. @throws LegalHoldError if it has none with this SID. */
export async function deleteHold(transaction: Transaction, account_sid: string, sid: string): Promise<void> {
  const hold = await transaction.one(findHold, { account_sid, sid });
  if (hold === undefined) throw new LegalHoldError(`${account_sid} has no legal hold ${sid}.`);
  await transaction.remove(removeHold, hold);
}

/**
 * Checks that no hold covers a conversation, or what belongs to the service alone if `conversation_sid` is null.
 *
 * @throws LegalHoldError that names the hold.
 */
export async function assertNotHeld(
  reader: Reader,
  service_id: number,
  conversation_sid: string | null,
): Promise<void> {
  const hold = await reader.one(findHoldOn, { service_id, conversation_sid });
  if (hold !== undefined) throw new LegalHoldError(`The legal hold ${describeHold(hold)} forbids it.`);
}

/** Checks that no account has a hold. @throws LegalHoldError that names the oldest one, without what it is about. */
export async function assertNoHold(reader: Reader): Promise<void> {
  const hold = await reader.one(findAnyHold, {});
  if (hold !== undefined)
    throw new LegalHoldError(`The legal hold ${hold.sid} of ${hold.account_sid} forbids it.`);
}

/** The position of the first event in a range that a hold covers; undefined if there is none. */
export const findFirstHeldEvent = async (
  reader: Reader,
  range: { readonly first: number; readonly last: number },
): Promise<number | undefined> => (await reader.one(findHeldEvent, range))?.position ?? undefined;

/** Such as `LH… on CH… of IS… ("lawsuit")`. */
const describeHold = ({ sid, service_sid, conversation_sid, reason }: LegalHold): string =>
  `${sid} on ${conversation_sid === null ? '' : `${conversation_sid} of `}${service_sid}` +
  (reason === null ? '' : ` (${JSON.stringify(reason)})`);
