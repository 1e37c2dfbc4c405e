import type { DeliveryStatus, EventProperties } from '@colloquy/contract';
import { type Instant, instant } from '../../platform/instant.ts';
import type { ReceiptRow } from './store.ts';

/** A new delivery status, and the channel's error code; 0 without an error. */
export interface StatusChange {
  readonly status: DeliveryStatus;
  readonly errorCode: number;
}

/** The statuses that each one implies: a message that was read has been sent and delivered. */
const passed: Readonly<Record<DeliveryStatus, readonly DeliveryStatus[]>> = {
  sent: ['sent'],
  delivered: ['sent', 'delivered'],
  read: ['sent', 'delivered', 'read'],
  failed: ['failed'],
  undelivered: ['sent', 'undelivered'],
};

const shown: readonly DeliveryStatus[] = ['sent', 'delivered', 'read', 'failed', 'undelivered'];

/** The JSON of a message's `delivery`: for each status, whether all, some or none of the recipients reached it. */
export function summarizeDelivery(statuses: readonly (string | null)[]): string {
  const reached = statuses.map((status) => passed[status as DeliveryStatus] ?? []);
  const shares = shown.map((status) => {
    const count = reached.filter((each) => each.includes(status)).length;
    return [status, count === 0 ? 'none' : count === statuses.length ? 'all' : 'some'] as const;
  });
  return JSON.stringify({ total: statuses.length, ...Object.fromEntries(shares) });
}

/** The receipt after a status change. */
export const applyStatusChange = (
  before: ReceiptRow,
  { status, errorCode }: StatusChange,
  now: number,
): ReceiptRow => ({
  ...before,
  status,
  error_code: errorCode,
  date_updated: instant(now),
});

/** The properties of a receipt in its events. */
export const snapshot = (row: ReceiptRow): EventProperties<'onDeliveryUpdated'> => ({
  message_sid: row.message_sid,
  delivery_receipt_sid: row.sid,
  channel_message_sid: row.channel_message_sid,
  participant_sid: row.participant_sid,
  status: row.status,
  error_code: row.error_code,
  date_created: row.date_created,
  date_updated: row.date_updated,
});

interface CreateContext {
  readonly serviceId: number;
  readonly conversationSid: string;
  readonly messageSid: string;
  readonly sid: string;
  readonly participantSid: string;
  readonly channelMessageSid: string;
  readonly time: Instant;
}

/** The receipt of a message that no channel has accepted yet. */
export const create = (context: CreateContext): ReceiptRow => ({
  service_id: context.serviceId,
  conversation_sid: context.conversationSid,
  message_sid: context.messageSid,
  sid: context.sid,
  participant_sid: context.participantSid,
  channel_message_sid: context.channelMessageSid,
  status: null,
  error_code: 0,
  date_created: context.time,
  date_updated: context.time,
});
