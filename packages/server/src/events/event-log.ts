import type { EventName, EventSource } from '@colloquy/contract';
import { log } from '../storage/log.ts';
import { select } from '../storage/statement.ts';
import type { Reader, Transaction } from '../storage/storage.ts';
import { integer, optional, type RowOf, text } from '../storage/table.ts';

const columns = {
  service_sid: text(),
  /** The conversation or the user that it is told of. */
  conversation_sid: optional(text()),
  user_sid: optional(text()),
  /** Counts the events of the conversation or the user, from 1, without gaps. */
  number: optional(integer()),
  account_sid: text(),
  name: text(),
  source: text(),
  /** Who did it: the SID of the credentials, or the identity of an SDK user; null for a timer. */
  actor: optional(text()),
  time: text(),
  /** 1 when webhooks tell of it. */
  webhook_enabled: integer(),
  /** JSON: what a consumer needs to act without reading back. */
  data: text(),
};

/**
 * The event log: one record for every change, written with it. Positions follow the order of the commits; each
 * conversation's and each user's records also carry its own numbers.
 */
export const eventLog = log('event', columns);

export type EventRow = RowOf<typeof columns>;
export type LoggedEvent = EventRow & { readonly position: number };

/** What happened, before it is put in its place. */
export interface NewEvent {
  readonly name: EventName;
  readonly data: object;
}

/** Where and by whom it happened. */
export interface EventContext {
  readonly accountSid: string;
  readonly serviceSid: string;
  readonly source: EventSource;
  readonly actor: string | null;
  readonly time: string;
  readonly webhookEnabled: boolean;
}

/** The conversation or the user that events are of, and the number of the last of them. */
export type Subject = { readonly counter: number } & (
  | { readonly conversationSid: string }
  | { readonly userSid: string }
);

/** Writes the events of one subject in the order given; the last one gets the number of its counter. */
export function appendEvents(
  transaction: Transaction,
  eventContext: EventContext,
  subject: Subject,
  events: readonly NewEvent[],
): void {
  const first = subject.counter - events.length + 1;
  for (const [index, { name, data }] of events.entries()) {
    transaction.append(eventLog, {
      service_sid: eventContext.serviceSid,
      conversation_sid: 'conversationSid' in subject ? subject.conversationSid : null,
      user_sid: 'userSid' in subject ? subject.userSid : null,
      number: first + index,
      account_sid: eventContext.accountSid,
      name,
      source: eventContext.source,
      actor: eventContext.actor,
      time: eventContext.time,
      webhook_enabled: eventContext.webhookEnabled ? 1 : 0,
      data: JSON.stringify(data),
    });
  }
}

/** Position of the newest record; 0 when there is none. */
export const findHead = select(
  'event.head',
  {},
  { position: integer() },
  () => 'SELECT coalesce(max(position), 0) AS position FROM event',
);

const after = select(
  'event.after',
  { position: integer(), limit: integer() },
  { position: integer(), ...columns },
  () => `SELECT position, ${Object.keys(columns).join(', ')} FROM event
    WHERE position > :position ORDER BY position LIMIT :limit`,
);

/** The next records of the log, at most `limit`, in order. The cursor is the position of the last one seen. */
export const readEvents = (reader: Reader, position: number, limit: number): Promise<LoggedEvent[]> =>
  reader.all(after, { position, limit });

const before = select(
  'event.before',
  { position: integer(), limit: integer() },
  { position: integer(), ...columns },
  () => `SELECT position, ${Object.keys(columns).join(', ')} FROM event
    WHERE position < :position ORDER BY position DESC LIMIT :limit`,
);

/** The records of the log before one, at most `limit`, the newest first. */
export const readEventsBefore = (reader: Reader, position: number, limit: number): Promise<LoggedEvent[]> =>
  reader.all(before, { position, limit });

/** The newest of a conversation's records of a name, and whose data mention something, between two positions. */
export const findNewest = select(
  'event.newest of name',
  {
    account_sid: text(),
    name: text(),
    conversation_sid: text(),
    /** A pattern for LIKE. */
    mention: text(),
    after: integer(),
    before: integer(),
  },
  { position: integer(), ...columns },
  () => `SELECT position, ${Object.keys(columns).join(', ')} FROM event
    WHERE position > :after AND position < :before AND account_sid = :account_sid AND name = :name
      AND conversation_sid = :conversation_sid AND data LIKE :mention
    ORDER BY position DESC LIMIT 1`,
);
