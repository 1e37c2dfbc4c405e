import { findHead } from '../../events/event-log.ts';
import { type ParticipantRow, participantTable } from '../../resources/participant/store.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { columnNames, select } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';
import { readAfterGap, toMapData } from './user-conversations-after-gap.ts';
import { findUser } from './user-info-map.ts';
import type { Change, CollectionView, Item } from './view.ts';

const key = { ...serviceKeyColumns, user_sid: text() };
const range = { from: text(), limit: integer() };
const all = columnNames(participantTable);
const ofUser = `service_id = ${serviceIdSql} AND user_sid = :user_sid`;

const page = (name: string, condition: string) =>
  select(
    `realtime.conversations ${name}`,
    { ...key, ...range },
    participantTable.columns,
    ({ indexHint }) => `SELECT ${all} FROM participant${indexHint('participant_conversations')}
      WHERE ${ofUser} AND ${condition} LIMIT :limit`,
  );
const pages = {
  ascending: page('ascending', 'conversation_sid >= :from ORDER BY conversation_sid'),
  descending: page('descending', 'conversation_sid <= :from ORDER BY conversation_sid DESC'),
};

const findOutside = select(
  'realtime.conversations outside of a page',
  { ...key, low: text(), high: text() },
  { lower: integer(), higher: integer() },
  () => `SELECT
      CASE WHEN EXISTS (SELECT 1 FROM participant WHERE ${ofUser} AND conversation_sid < :low)
        THEN 1 ELSE 0 END AS lower,
      CASE WHEN EXISTS (SELECT 1 FROM participant WHERE ${ofUser} AND conversation_sid > :high)
        THEN 1 ELSE 0 END AS higher`,
);

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

const afterAllSids = '~';

/**
 * The conversations of a user, by their SIDs. It changes with events of many conversations, so its events are counted by
 * their positions in the log.
 */
export const userConversationsMap: CollectionView = {
  async describe(reader, scope, sid) {
    // The position comes first: what is read after it is at least as new.
    const head = await reader.one(findHead, {});
    const row = await findUser(reader, scope, sid);
    return (
      row && {
        lastEvent: head?.position ?? 0,
        dateCreated: row.date_created,
        dateUpdated: row.date_updated,
      }
    );
  },

  async items(reader, scope, sid, { descending, limit, from = descending ? afterAllSids : '' }) {
    const head = await reader.one(findHead, {});
    const key = { ...scope, user_sid: sid };
    const found = await reader.all(pages[descending ? 'descending' : 'ascending'], { ...key, from, limit });
    const sids = found.map((row) => row.conversation_sid).toSorted();
    const outside = await reader.one(findOutside, {
      ...key,
      low: sids[0] ?? from,
      high: sids.at(-1) ?? from,
    });
    const [lower, higher] = [outside?.lower === 1, outside?.higher === 1];
    return {
      items: found.map((row) => toItem(row, head?.position ?? 0)),
      hasPrevious: descending ? higher : lower,
      hasNext: descending ? lower : higher,
    };
  },

  async item(reader, scope, sid, conversationSid) {
    const head = await reader.one(findHead, {});
    const [found] = await reader.all(pages.ascending, {
      ...scope,
      user_sid: sid,
      from: conversationSid,
      limit: 1,
    });
    return found?.conversation_sid === conversationSid ? toItem(found, head?.position ?? 0) : undefined;
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
    const rows = await Promise.all(
      sids.map((from) => reader.all(pages.ascending, { ...scope, user_sid: sid, from, limit: 1 })),
    );
    const memberships = new Map(rows.flat().map((row) => [row.conversation_sid, row]));
    const more = events.length > limit;
    return {
      changes: found.flatMap((event): Change[] => {
        const common = { event: event.position, date: event.time, key: event.conversation_sid };
        if (event.name === 'onParticipantRemoved') return [{ ...common, kind: 'removed' }];
        const row = memberships.get(event.conversation_sid);
        // It has been removed since, which a later event says, or with its conversation.
        if (row === undefined) return [];
        const kind = event.name === 'onParticipantAdded' ? 'added' : 'updated';
        return [{ ...common, kind, data: toMapData(row) }];
      }),
      lastEvent: more ? (found.at(-1)?.position ?? lastEvent) : lastEvent,
      more,
    };
  },
};

const toItem = (row: ParticipantRow, event: number): Item => ({
  key: row.conversation_sid,
  event,
  dateCreated: row.date_created,
  dateUpdated: row.date_updated,
  data: toMapData(row),
});
