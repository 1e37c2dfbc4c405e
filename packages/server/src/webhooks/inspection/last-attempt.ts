import { select } from '../../storage/statement.ts';
import { integer, optional, type RowOf, text } from '../../storage/table.ts';

const columns = {
  date: text(),
  milliseconds: integer(),
  status: optional(integer()),
  error: optional(text()),
};

/** How the last attempt of a delivery has ended. */
export type LastAttempt = RowOf<typeof columns>;

export const findLastAttempt = select(
  'webhook_attempt.last of delivery',
  { delivery_sid: text() },
  columns,
  () => `SELECT date, duration AS milliseconds, status, error FROM webhook_attempt
    WHERE delivery_sid = :delivery_sid ORDER BY number DESC LIMIT 1`,
);

/** The row of a batched query has more columns than its type, so each is named. */
export const serializeLastAttempt = (attempt: LastAttempt | undefined) =>
  attempt === undefined
    ? null
    : {
        date: attempt.date,
        milliseconds: attempt.milliseconds,
        status: attempt.status,
        error: attempt.error,
      };
