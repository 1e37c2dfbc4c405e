import { appendAct } from '../audit/audit-log.ts';
import { systemClock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Transaction } from '../storage/storage.ts';

interface CommandAct {
  /** As the API names it, or the name of a command that the API does not have. */
  readonly operation: string;
  /** SID of the account; left out for what concerns all accounts. */
  readonly account?: string;
  /** SID of the object. */
  readonly object?: string;
}

/** Records in the audit log what a command does to the database itself. */
export const appendCommand = (
  transaction: Pick<Transaction, 'append'>,
  { operation, account, object }: CommandAct,
): void =>
  appendAct(transaction, {
    time: instant(systemClock.now()),
    account_sid: account ?? null,
    actor: 'command line',
    operation,
    object_sid: object ?? null,
  });
