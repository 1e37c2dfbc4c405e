import type { ChainBreak } from './verify-chain.ts';

/** An audit log that was changed. */
export class AuditError extends Error {
  override readonly name = 'AuditError';

  constructor({ position, reason }: ChainBreak) {
    super(`The audit log was changed. The first entry that does not fit is ${position}: ${reason}.`);
  }
}
