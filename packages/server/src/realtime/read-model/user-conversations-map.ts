import { findHead } from '../../events/event-log.ts';
import { type ParticipantRow, participantTable } from '../../resources/participant/store.ts';
import { select } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';
import { coalesceChanges } from './coalesce-changes.ts';
import { rowPages, sidKeys } from './row-pages.ts';
import { readAfterGap, toMapData } from './user-conversations-after-gap.ts';
import { findUser } from './user-info-map.ts';
import type { Change, CollectionView, Item } from './view.ts';

const pages = rowPages({
  name: 'conversations',
  table: participantTable,
  owner: 'user_sid',
  keyColumn: 'conversation_sid',
  keys: sidKeys,
  keyOf: (row) => row.conversation_sid,
  index: 'participant_conversations',
});

const findEvents = select(
  'realtime.conversations changed since',
  { service_sid: text(), user_sid: text(), after: integer(), limit: integer() },
  { position: integer(), conversation_sid: text(), name: text(), time: text() },
  () => `SELECT position, conversation_sid, name, time FROM event
    WHERE service_sid = :service_sid AND member_sid = :user_sid AND position > :after
    ORDER BY position LIMIT :limit`,
);

const findOldest = select(
  'realtime.oldest event',
  {},
  { position: integer() },
  () => 'SELECT coalesce(min(position), 0) AS position FROM event',
);

/**
 * The conversations of a user, by their SIDs. It changes with events of many conversations, so its events are counted by
 * their positions in the log.
 */
export const userConversationsMap: CollectionView = {
  async describe(reader, scope, sid) {
    // The position comes first: what is read after it is at least as new.
    const head = await reader.one(findHead, {});
    const row = await findUser(reader, scope, sid);
    return row && { lastEvent: head?.position ?? 0, dateUpdated: row.date_updated };
  },

  async items(reader, scope, sid, request) {
    const head = await reader.one(findHead, {});
    const { rows, ...page } = await pages.read(reader, scope, sid, request);
    return { ...page, items: rows.map((row) => toItem(row, head?.position ?? 0)) };
  },

  async item(reader, scope, sid, conversationSid) {
    const head = await reader.one(findHead, {});
    const row = await pages.find(reader, scope, sid, conversationSid);
    return row && toItem(row, head?.position ?? 0);
  },

  async changes(reader, scope, sid, after, limit) {
    const head = await reader.one(findHead, {});
    const lastEvent = head?.position ?? 0;
    if ((await findUser(reader, scope, sid)) === undefined) return undefined;
    if (after >= lastEvent) return { changes: [], lastEvent, more: false };
    const newest = await reader.all(findEvents, {
      service_sid: scope.chat_service_sid,
      user_sid: sid,
      after,
      limit: limit + 1,
    });
    // The retention may delete events while this reads, so it is looked at last: then no event was missing before.
    const oldest = await reader.one(findOldest, {});
    if (oldest !== undefined && oldest.position > after + 1)
      return readAfterGap(reader, { ...scope, user_sid: sid }, { after, oldest: oldest.position, lastEvent });
    // Those that have come since the reading began are left for the next one.
    const events = newest.filter(({ position }) => position <= lastEvent);
    const found = events.slice(0, limit);
    const sids = [...new Set(found.map(({ conversation_sid }) => conversation_sid))];
    const rows = await Promise.all(sids.map((key) => pages.find(reader, scope, sid, key)));
    const memberships = new Map(rows.flatMap((row) => (row ? [[row.conversation_sid, row]] : [])));
    const more = events.length > limit;
    const changes = found.flatMap((event): Change[] => {
      const common = { event: event.position, date: event.time, key: event.conversation_sid };
      if (event.name === 'onParticipantRemoved') return [{ ...common, kind: 'removed' }];
      const row = memberships.get(event.conversation_sid);
      // It has been removed since, which a later event says, or with its conversation.
      if (row === undefined) return [];
      const kind = event.name === 'onParticipantAdded' ? 'added' : 'updated';
      return [{ ...common, kind, data: toMapData(row) }];
    });
    return {
      changes: coalesceChanges(changes, { keepsOrder: false }),
      lastEvent: more ? (found.at(-1)?.position ?? lastEvent) : lastEvent,
      more,
    };
  },
};

const toItem = (row: ParticipantRow, event: number): Item => ({
  key: row.conversation_sid,
  event,
  dateUpdated: row.date_updated,
  data: toMapData(row),
});
