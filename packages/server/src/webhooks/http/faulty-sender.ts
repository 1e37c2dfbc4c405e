import type { WebhookRequest } from './build-request.ts';
import type { SendResult } from './send-result.ts';
import type { Sender } from './sender.ts';

/** What an attempt results in instead of being sent: a status, or no reply. */
type WebhookFault = number | 'disconnect' | 'timeout';

/** Finds the fault of an attempt of an event; undefined if it has none. */
export type FindWebhookFault = (accountSid: string, event: string | undefined) => WebhookFault | undefined;

/** Wraps a sender, so that attempts fail because a test wants it. They take no time, and targets get nothing. */
export const createFaultySender = (
  sender: Pick<Sender, 'send' | 'close'>,
  find: FindWebhookFault,
): Pick<Sender, 'send' | 'close'> => ({
  send: async (request, timeouts) => {
    const fault = find(request.accountSid, eventOf(request));
    return fault === undefined ? sender.send(request, timeouts) : toResult(fault);
  },
  close: () => sender.close(),
});

/** The event is one of the parameters, which are in the body or in the query. */
const eventOf = ({ body, url }: WebhookRequest): string | undefined =>
  (body === null ? new URL(url).searchParams : new URLSearchParams(body)).get('EventType') ?? undefined;

const toResult = (fault: WebhookFault): SendResult =>
  typeof fault === 'number'
    ? { kind: 'reply', status: fault, body: Buffer.alloc(0), isComplete: true, durationMs: 0 }
    : {
        kind: 'failure',
        failure: fault === 'timeout' ? 'total-timeout' : 'connection-lost',
        detail: 'a fault that a test has created',
        durationMs: 0,
      };
