import type { Faults } from '../faults/faults.ts';
import { createWebhookFaults } from '../faults/webhook-faults.ts';
import { createFaultySender } from '../webhooks/http/faulty-sender.ts';
import type { Sender } from '../webhooks/http/sender.ts';

/** Wraps a sender where tests may inject faults. */
export const withWebhookFaults = (
  sender: Pick<Sender, 'send' | 'close'>,
  faults: Faults | undefined,
): Pick<Sender, 'send' | 'close'> =>
  faults === undefined ? sender : createFaultySender(sender, createWebhookFaults(faults));
