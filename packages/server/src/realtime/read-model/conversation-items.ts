import { columnNames, select } from '../../storage/statement.ts';
import { type Column, type Columns, integer, type RowOf, type Table } from '../../storage/table.ts';
import { findConversation } from './conversation-document.ts';
import { mergeChanges } from './merge-changes.ts';
import { type ItemRows, ofOwnerSql, ownerKey, rowPages } from './row-pages.ts';
import type { Change, CollectionView, Item } from './view.ts';

/** An item, and the event that added it. */
type RowItem = Item & { readonly addedEvent: number };

/** Rows of a conversation that have the numbers of the events that added and changed them, and leave tombstones. */
interface ConversationItems<C extends Columns, R extends Columns, K extends Column>
  extends Omit<ItemRows<C, K>, 'owner' | 'index'> {
  readonly indexes: Readonly<Record<'pages' | 'added' | 'updated', string>>;
  /** The condition that finds the rows that were added after the event `:after`, and their order, which is that of the events. */
  readonly addedSql: string;
  readonly toItem: (row: RowOf<C>) => RowItem;
  readonly removedTable: Table<R>;
  readonly toRemoval: (row: RowOf<R>) => Change & { readonly kind: 'removed' };
  /** Whether items have to be added in the order in which they were. */
  readonly keepsOrder: boolean;
}

/** The view of rows of a conversation. */
export function conversationItems<C extends Columns, R extends Columns, K extends Column>({
  indexes,
  addedSql,
  toItem,
  removedTable,
  toRemoval,
  keepsOrder,
  ...rows
}: ConversationItems<C, R, K>): CollectionView {
  const { name, table } = rows;
  const owner = 'conversation_sid';
  const pages = rowPages({ ...rows, owner, index: indexes.pages });
  const since = { ...ownerKey, after: integer(), limit: integer() };
  const changed = (kind: 'added' | 'updated', condition: string) =>
    select(
      `realtime.${name} ${kind} since`,
      since,
      table.columns,
      ({ indexHint }) => `SELECT ${columnNames(table)} FROM ${table.name}${indexHint(indexes[kind])}
        WHERE ${ofOwnerSql(owner)} AND ${condition} LIMIT :limit`,
    );
  const findAdded = changed('added', addedSql);
  const findUpdated = changed(
    'updated',
    'updated_event > :after AND updated_event <> created_event ORDER BY updated_event',
  );
  // Also those that were added since: the client may have read them as items after it has read the event.
  const findRemoved = select(
    `realtime.${name} removed since`,
    since,
    removedTable.columns,
    () => `SELECT ${columnNames(removedTable)} FROM ${removedTable.name}
      WHERE ${ofOwnerSql(owner)} AND removed_event > :after ORDER BY removed_event LIMIT :limit`,
  );

  return {
    async describe(reader, scope, sid) {
      const row = await findConversation(reader, scope, sid);
      return row && { lastEvent: row.event_counter, dateUpdated: row.date_updated };
    },

    async items(reader, scope, sid, request) {
      const { rows, ...page } = await pages.read(reader, scope, sid, request);
      return { ...page, items: rows.map(toItem) };
    },

    async item(reader, scope, sid, key) {
      const row = await pages.find(reader, scope, sid, key);
      return row && toItem(row);
    },

    async changes(reader, scope, sid, after, limit) {
      const row = await findConversation(reader, scope, sid);
      if (row === undefined) return undefined;
      const lastEvent = row.event_counter;
      if (lastEvent <= after) return { changes: [], lastEvent, more: false };
      const parameters = { ...scope, owner_sid: sid, after, limit: limit + 1 };
      const [added, updated, removed] = await Promise.all([
        reader.all(findAdded, parameters),
        reader.all(findUpdated, parameters),
        reader.all(findRemoved, parameters),
      ]);
      const sources = [
        added.map((each) => toChange('added', toItem(each))),
        updated.map((each) => toChange('updated', toItem(each))),
        removed.map(toRemoval),
      ];
      return mergeChanges(sources, lastEvent, { limit, keepsOrder });
    },
  };
}

const toChange = (
  kind: 'added' | 'updated',
  { key, event, addedEvent, dateUpdated, data }: RowItem,
): Change => ({
  kind,
  key,
  event: kind === 'added' ? addedEvent : event,
  date: dateUpdated,
  data,
});
