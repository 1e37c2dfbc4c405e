import { parseDuration, type RetentionKind } from '@colloquy/contract';
import { notHeldSql } from '../legal-holds/store.ts';
import { type Instant, instant } from '../platform/instant.ts';
import { select } from '../storage/statement.ts';
import { integer, optional, type RowOf, text } from '../storage/table.ts';

const row = {
  sid: text(),
  /** The conversation that the object is, or belongs to. */
  conversation_sid: optional(text()),
  /** 1 if it is older than the period and no legal hold covers it. */
  expired: integer(),
};

/** An object that a walk looks at. */
export type WalkedObject = RowOf<typeof row>;

/**
 * The objects of a kind in a service after a SID, in the order of their SIDs. A walk looks at all objects, because no index
 * has them by date: it would cost each new message more than the walk costs in a day.
 */
const walk = (name: RetentionKind, tableName: string, conversationSid: string, condition: string) =>
  select(
    `retention.${name}`,
    { service_id: integer(), after_sid: text(), before: text(), limit: integer() },
    row,
    () => `SELECT sid, ${conversationSid} AS conversation_sid,
        CASE WHEN ${condition} AND ${notHeldSql(`${tableName}.service_id`, `${tableName}.${conversationSid}`)}
          THEN 1 ELSE 0 END AS expired
      FROM ${tableName} WHERE service_id = :service_id AND sid > :after_sid ORDER BY sid LIMIT :limit`,
  );

export const walks = {
  closed_conversations: walk(
    'closed_conversations',
    'conversation',
    'sid',
    `state = 'closed' AND date_updated < :before`,
  ),
  messages: walk('messages', 'message', 'conversation_sid', 'date_created < :before'),
  media: walk('media', 'media', 'conversation_sid', 'date_created < :before'),
} satisfies Readonly<Record<RetentionKind, unknown>>;

/** What is older than this instant has expired at `now`, in milliseconds since the epoch. */
export const cutoff = (period: string, now: number): Instant => instant(now - (parseDuration(period) ?? now));
