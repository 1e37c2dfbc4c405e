import type { EventNameOf, EventSource, NewEventOf, Subject } from '@colloquy/contract';
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
  /** JSON of the event's properties: everything that a consumer needs, so that it does not read back. */
  properties: text(),
};

/**
 * The event log: one record for every change, written with it. Positions follow the order of the commits; each
 * conversation's and each user's records also carry its own numbers.
 */
export const eventLog = log('event', columns);

type EventRow = RowOf<typeof columns>;
export type LoggedEvent = EventRow & { readonly position: number };

/** An event that has not been appended yet, of the subjects of one kind or of all. */
export type NewEvent<Kind extends Subject = Subject> = NewEventOf<EventNameOf<Kind>>;

/** Where and by whom it happened. */
export interface EventContext {
  readonly accountSid: string;
  readonly serviceSid: string;
  readonly source: EventSource;
  readonly actor: string | null;
  readonly time: string;
  readonly webhookEnabled: boolean;
}

/** New events of one conversation or user, in order. The last one gets the number in `counter`. */
export type SubjectEvents = { readonly counter: number } & (
  | { readonly conversationSid: string; readonly events: readonly NewEvent<'conversation'>[] }
  | { readonly userSid: string; readonly events: readonly NewEvent<'user'>[] }
);

/** Appends the events of some subjects, in the order given. */
export function appendEvents(
  transaction: Pick<Transaction, 'append'>,
  context: EventContext,
  subjects: readonly SubjectEvents[],
): void {
  for (const { counter, events, ...subject } of subjects) {
    const first = counter - events.length + 1;
    for (const [index, { name, properties }] of events.entries()) {
      transaction.append(eventLog, {
        service_sid: context.serviceSid,
        conversation_sid: 'conversationSid' in subject ? subject.conversationSid : null,
        user_sid: 'userSid' in subject ? subject.userSid : null,
        number: first + index,
        account_sid: context.accountSid,
        name,
        source: context.source,
        actor: context.actor,
        time: context.time,
        webhook_enabled: context.webhookEnabled ? 1 : 0,
        properties: JSON.stringify(properties),
      });
    }
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

/** A conversation's records of one name between two positions, newest first. */
export const findNewest = select(
  'event.newest of name',
  {
    account_sid: text(),
    name: text(),
    conversation_sid: text(),
    after: integer(),
    before: integer(),
    limit: integer(),
  },
  { position: integer(), ...columns },
  () => `SELECT position, ${Object.keys(columns).join(', ')} FROM event
    WHERE position > :after AND position < :before AND account_sid = :account_sid AND name = :name
      AND conversation_sid = :conversation_sid
    ORDER BY position DESC LIMIT :limit`,
);
