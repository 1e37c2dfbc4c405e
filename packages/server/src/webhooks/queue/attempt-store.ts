import type { Instant } from '../../platform/instant.ts';
import { insert, remove, removeBy } from '../../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';
import type { AttemptRecord } from '../http/send-result.ts';
import type { DeliveryRow } from './delivery-store.ts';

export const attemptTable = table(
  'webhook_attempt',
  {
    delivery_sid: text(),
    /** From 1. */
    number: integer(),
    /** The parameter `RetryCount` of the request: 0 for the first attempt, also of a replay. */
    retry_count: integer(),
    date: text(),
    /** The URL of the request, since that of a delivery can change. */
    url: optional(text()),
    method: optional(text()),
    /** Milliseconds. */
    duration: integer(),
    /** Status of the reply; null when there was none. */
    status: optional(integer()),
    /** Why there was no reply; null when there was one. */
    error: optional(text()),
    /** First bytes of the reply's body, decoded. */
    body: optional(text()),
  },
  ['delivery_sid', 'number'],
);

export type AttemptRow = RowOf<typeof attemptTable.columns>;

export const addAttempt = insert(attemptTable);
export const removeAttempt = remove(attemptTable);
export const removeAttemptsOf = removeBy(attemptTable, ['delivery_sid']);

/**
 * @param number from 1.
 * @param retryCount from 0.
 */
export const toAttemptRow = (
  { sid, url, method }: Pick<DeliveryRow, 'sid' | 'url' | 'method'>,
  { number, retryCount }: { readonly number: number; readonly retryCount: number },
  date: Instant,
  { durationMs, status, error, body }: AttemptRecord,
): AttemptRow => ({
  delivery_sid: sid,
  number,
  retry_count: retryCount,
  date,
  url,
  method,
  duration: durationMs,
  status,
  error,
  body,
});
