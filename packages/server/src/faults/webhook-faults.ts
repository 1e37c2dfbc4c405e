import type { FaultKind } from '@colloquy/contract';
import type { Faults } from './faults.ts';

const kinds: readonly FaultKind[] = ['webhook_error', 'webhook_disconnect', 'webhook_timeout'];

/** Returns what finds the faults of attempts: a status, or why there is no reply. */
export const createWebhookFaults =
  (faults: Faults) =>
  (accountSid: string, event: string | undefined): number | 'disconnect' | 'timeout' | undefined => {
    const fault = faults.take(accountSid, kinds, event);
    if (fault === undefined) return undefined;
    if (fault.kind === 'webhook_error') return fault.status ?? 500;
    return fault.kind === 'webhook_timeout' ? 'timeout' : 'disconnect';
  };
