import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, optional, text } from '../../storage/table.ts';

/**
 * Conversations of all accounts that one list looks at. The index of due timers does not know accounts; another one
 * would cost every message that restarts a timer.
 */
const scanLimit = 5000;

const findNextTimers = select(
  'conversation.next timers',
  { scan: integer() },
  {
    sid: text(),
    timer_due: text(),
    timers_date_inactive: optional(text()),
    timers_date_closed: optional(text()),
    service_sid: text(),
    account_sid: text(),
    date_deleted: optional(text()),
  },
  ({ indexHint }) => `SELECT scanned.sid, timer_due, timers_date_inactive, timers_date_closed,
      service.sid AS service_sid, account_sid, date_deleted
    FROM (SELECT sid, service_id, timer_due, timers_date_inactive, timers_date_closed
      FROM conversation${indexHint('conversation_timer_due')}
      WHERE timer_due IS NOT NULL ORDER BY timer_due LIMIT :scan) AS scanned
    JOIN service ON service.id = scanned.service_id
    ORDER BY timer_due, scanned.sid`,
);

/** Lists the timers of an account that fire first: of each conversation, the earlier one. */
export async function listDueTimers(reader: Reader, accountSid: string, limit: number) {
  const scan = async (maxScanned: number) => {
    const scanned = await reader.all(findNextTimers, { scan: maxScanned });
    const ofAccount = scanned.filter((row) => row.account_sid === accountSid && row.date_deleted === null);
    return { ofAccount, isComplete: scanned.length < maxScanned };
  };
  // Where an account has a server for itself, as most do, the first rows are its own.
  const first = await scan(limit);
  const { ofAccount } = first.isComplete || first.ofAccount.length === limit ? first : await scan(scanLimit);
  return ofAccount.slice(0, limit).map((row) => ({
    kind: 'timer',
    date_due: row.timer_due,
    sid: row.sid,
    action: row.timer_due === row.timers_date_closed ? 'closed' : 'inactive',
    chat_service_sid: row.service_sid,
    conversation_sid: row.sid,
    target: null,
    attempt_count: null,
  }));
}
