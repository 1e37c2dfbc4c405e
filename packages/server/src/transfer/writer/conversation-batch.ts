import { appendEvents, type EventContext, type NewEvent } from '../../events/event-log.ts';
import { nextEventNumber } from '../../resources/conversation/rules.ts';
import { type ConversationRow, conversationTable } from '../../resources/conversation/store.ts';
import { releaseConversationPairs } from '../../resources/participant/address-pairs.ts';
import { selectAllForUpdate } from '../../storage/locking-select.ts';
import { columnNames } from '../../storage/statement.ts';
import type { Transaction } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { conversationKind } from '../records/conversation-kinds.ts';
import { writeRows } from './write-rows.ts';

const lockConversations = selectAllForUpdate(
  'transfer.lock conversations',
  { service_id: integer(), sids: text() },
  conversationTable.columns,
  ({ jsonArrayElements }) => `SELECT ${columnNames(conversationTable)} FROM conversation
    WHERE service_id = :service_id AND sid IN (${jsonArrayElements(':sids')}) ORDER BY sid`,
);

interface Entry {
  readonly before: ConversationRow | undefined;
  row: ConversationRow;
  readonly events: NewEvent<'conversation'>[];
}

/** The conversations of a service that a transaction imports into. It writes each once, after all that is in it. */
export class ConversationBatch {
  readonly #entries: Map<string, Entry>;

  private constructor(rows: readonly ConversationRow[]) {
    this.#entries = new Map(rows.map((row) => [row.sid, { before: row, row, events: [] }]));
  }

  /** Locks the conversations that exist. */
  static async lock(
    transaction: Transaction,
    service_id: number,
    sids: ReadonlySet<string>,
  ): Promise<ConversationBatch> {
    const rows = await transaction.lockAll(lockConversations, {
      service_id,
      sids: JSON.stringify([...sids]),
    });
    return new ConversationBatch(rows);
  }

  find(sid: string): ConversationRow | undefined {
    return this.#entries.get(sid)?.row;
  }

  /** Sets a row, and numbers the event that reports its change; without an event, only counters have changed. */
  set(row: ConversationRow, event?: NewEvent<'conversation'>): void {
    const entry = this.#entries.get(row.sid) ?? { before: undefined, row, events: [] };
    this.#entries.set(row.sid, entry);
    entry.row = event === undefined ? row : { ...row, event_counter: nextEventNumber(row) };
    if (event !== undefined) entry.events.push(event);
  }

  /** Writes the conversations and appends their events. */
  async finish(transaction: Transaction, context: EventContext): Promise<void> {
    const changed = [...this.#entries.values()].filter(({ before, row }) => row !== before);
    await writeRows(
      transaction,
      conversationKind,
      changed.map(({ before, row }) => ({
        before,
        after: row,
        change: before === undefined ? 'created' : 'updated',
      })),
    );
    for (const { before, row } of changed)
      if (row.state === 'closed' && before !== undefined && before.state !== 'closed')
        await releaseConversationPairs(transaction, row);
    appendEvents(
      transaction,
      context,
      changed.map(({ row, events }) => ({ conversationSid: row.sid, counter: row.event_counter, events })),
    );
  }
}
