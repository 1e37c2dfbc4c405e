import type { EventNameOf, EventSource, NewEventOf, Subject } from '@colloquy/contract';
import { logTable } from '../storage/log-table.ts';
import { select } from '../storage/statement.ts';
import type { Reader, Transaction } from '../storage/storage.ts';
import { type Columns, integer, optional, type RowOf, text } from '../storage/table.ts';
import { maxReadBytes, mayHaveMore, selectWithinBytes } from '../storage/within-bytes.ts';

const columns = {
  service_sid: text(),
  /** The subject of the event: a conversation or a user. */
  conversation_sid: optional(text()),
  user_sid: optional(text()),
  /** Counts the events of the conversation or the user, from 1, without gaps. */
  number: optional(integer()),
  account_sid: text(),
  name: text(),
  source: text(),
  /** SID of the credentials, identity of an SDK user, or address on a channel; null for a timer. */
  actor: optional(text()),
  time: text(),
  /** 1 if webhooks are notified. */
  webhook_enabled: integer(),
  /** JSON of the properties: everything that a consumer needs, so that it does not query the subject. */
  properties: text(),
  /** The user whose list of conversations the event changes. */
  member_sid: optional(text()),
};

/**
 * The event log: one event for every change, in the same commit. Position order is commit order. Each conversation and
 * each user also numbers its own events.
 */
export const eventLog = logTable('event', columns);

type EventRow = RowOf<typeof columns>;
export type LoggedEvent = EventRow & { readonly position: number };

/** An event that has not been appended yet, of the subjects of one kind or of all. */
export type NewEvent<Kind extends Subject = Subject> = NewEventOf<EventNameOf<Kind>>;

/** What all events of one change have in common. */
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
        // Of the events about participants, and of no others.
        member_sid: 'user_sid' in properties ? properties.user_sid : null,
      });
    }
  }
}

/** The position of the newest event; 0 when there is none. */
export const findHead = select(
  'event.head',
  {},
  { position: integer() },
  () => 'SELECT coalesce(max(position), 0) AS position FROM event',
);

const selectEvents = <const P extends Columns>(
  name: string,
  parameters: P,
  where: string,
  direction: 'ascending' | 'descending',
) =>
  selectWithinBytes({
    name: `event.${name}`,
    parameters,
    row: { position: integer(), ...columns },
    from: 'event',
    where,
    key: 'position',
    direction,
    longColumns: ['properties'],
  });

const range = { position: integer() };
const after = selectEvents('after', range, 'position > :position', 'ascending');
const before = selectEvents('before', range, 'position < :position', 'descending');

/** Events that were read together. */
export interface EventBatch {
  readonly events: readonly LoggedEvent[];
  /** Whether the read ended by its limit or by bytes, so that there may be more. */
  readonly mayHaveMore: boolean;
}

const toBatch = (events: readonly LoggedEvent[], limit: number, maxBytes: number): EventBatch => ({
  events,
  mayHaveMore: mayHaveMore(events, limit, maxBytes, ({ properties }) => [properties]),
});

/** The next events after a position, in order, a maximum of `limit`; fewer of them if they are long. */
export async function readEventsAfter(
  reader: Reader,
  position: number,
  limit: number,
  max_bytes = maxReadBytes,
): Promise<EventBatch> {
  return toBatch(await reader.all(after, { position, limit, max_bytes }), limit, max_bytes);
}

/** The events of {@link readEventsAfter}. */
export const readEvents = async (
  reader: Reader,
  position: number,
  limit: number,
): Promise<readonly LoggedEvent[]> => (await readEventsAfter(reader, position, limit)).events;

/** The events before a position, newest first, a maximum of `limit`; fewer of them if they are long. */
export async function readEventsBefore(
  reader: Reader,
  position: number,
  limit: number,
  max_bytes = maxReadBytes,
): Promise<EventBatch> {
  return toBatch(await reader.all(before, { position, limit, max_bytes }), limit, max_bytes);
}

const newest = selectEvents(
  'newest of name',
  { account_sid: text(), name: text(), conversation_sid: text(), after: integer(), before: integer() },
  `position > :after AND position < :before AND account_sid = :account_sid AND name = :name
    AND conversation_sid = :conversation_sid`,
  'descending',
);

type NewestKey = Pick<
  RowOf<typeof newest.parameters>,
  'account_sid' | 'name' | 'conversation_sid' | 'after' | 'before'
>;

/** The events of one name of a conversation between two positions, newest first. */
export async function readNewestOfName(reader: Reader, key: NewestKey, limit: number): Promise<EventBatch> {
  return toBatch(await reader.all(newest, { ...key, limit, max_bytes: maxReadBytes }), limit, maxReadBytes);
}
