import {
  type ParticipantRow,
  participantTable,
  removedParticipantTable,
} from '../../resources/participant/store.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { columnNames, select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { findConversation } from './conversation-document.ts';
import { mergeChanges } from './merge-changes.ts';
import { objectName } from './sync-object.ts';
import type { Change, CollectionView, Item, ViewScope } from './view.ts';

const key = { ...serviceKeyColumns, conversation_sid: text() };
const inConversation = `service_id = ${serviceIdSql} AND conversation_sid = :conversation_sid`;
const all = columnNames(participantTable);

const range = { from: text(), limit: integer() };
const page = (name: string, condition: string) =>
  select(
    `realtime.roster ${name}`,
    { ...key, ...range },
    participantTable.columns,
    ({ indexHint }) => `SELECT ${all} FROM participant${indexHint('participant_newest_first')}
      WHERE ${inConversation} AND ${condition} LIMIT :limit`,
  );

// A conversation has a thousand participants at most, so its rows are sorted without an index of their own.
const pages = {
  ascending: page('ascending', 'sid >= :from ORDER BY sid'),
  descending: page('descending', 'sid <= :from ORDER BY sid DESC'),
};

const findOutside = select(
  'realtime.roster outside of a page',
  { ...key, low: text(), high: text() },
  { lower: integer(), higher: integer() },
  () => `SELECT
      CASE WHEN EXISTS (SELECT 1 FROM participant WHERE ${inConversation} AND sid < :low)
        THEN 1 ELSE 0 END AS lower,
      CASE WHEN EXISTS (SELECT 1 FROM participant WHERE ${inConversation} AND sid > :high)
        THEN 1 ELSE 0 END AS higher`,
);

const since = { after: integer(), limit: integer() };
const changed = (name: string, condition: string) =>
  select(
    `realtime.roster ${name}`,
    { ...key, ...since },
    participantTable.columns,
    ({ indexHint }) => `SELECT ${all} FROM participant${indexHint('participant_newest_first')}
      WHERE ${inConversation} AND ${condition} LIMIT :limit`,
  );
const findAdded = changed('added since', 'created_event > :after ORDER BY created_event');
const findUpdated = changed(
  'updated since',
  'updated_event > :after AND updated_event <> created_event ORDER BY updated_event',
);

const findRemoved = select(
  'realtime.roster removed since',
  { ...key, ...since },
  removedParticipantTable.columns,
  () => `SELECT ${columnNames(removedParticipantTable)} FROM removed_participant
    WHERE ${inConversation} AND removed_event > :after ORDER BY removed_event LIMIT :limit`,
);

const findFormerIdentities = select(
  'realtime.roster identities removed since',
  { ...key, after: integer() },
  { identity: text() },
  () => `SELECT identity FROM removed_participant
      WHERE ${inConversation} AND removed_event > :after AND identity IS NOT NULL
    UNION SELECT identity FROM participant
      WHERE ${inConversation} AND identity IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chat_user
        WHERE chat_user.service_id = participant.service_id AND chat_user.sid = participant.user_sid)`,
);

/**
 * The identities that may have lost their access to a conversation since an event: those that were removed from it, some
 * of which may have come back, and those of deleted users, whose participants are removed a moment later.
 */
export async function findFormerMembers(
  reader: Reader,
  scope: ViewScope,
  sid: string,
  after: number,
): Promise<ReadonlySet<string>> {
  const rows = await reader.all(findFormerIdentities, { ...scope, conversation_sid: sid, after });
  return new Set(rows.map(({ identity }) => identity));
}

/** The highest character, which is no part of a SID. */
const afterAllSids = '~';

/** The participants of a conversation, by their SIDs. */
export const rosterMap: CollectionView = {
  async describe(reader, scope, sid) {
    const row = await findConversation(reader, scope, sid);
    return (
      row && { lastEvent: row.event_counter, dateCreated: row.date_created, dateUpdated: row.date_updated }
    );
  },

  async items(reader, scope, sid, { descending, limit, from = descending ? afterAllSids : '' }) {
    const key = { ...scope, conversation_sid: sid };
    const found = await reader.all(pages[descending ? 'descending' : 'ascending'], { ...key, from, limit });
    const sids = found.map((row) => row.sid).toSorted();
    const outside = await reader.one(findOutside, {
      ...key,
      low: sids[0] ?? from,
      high: sids.at(-1) ?? from,
    });
    const [lower, higher] = [outside?.lower === 1, outside?.higher === 1];
    return {
      items: found.map(toItem),
      hasPrevious: descending ? higher : lower,
      hasNext: descending ? lower : higher,
    };
  },

  async item(reader, scope, sid, participantSid) {
    const parameters = { ...scope, conversation_sid: sid, from: participantSid, limit: 1 };
    const [found] = await reader.all(pages.ascending, parameters);
    return found?.sid === participantSid ? toItem(found) : undefined;
  },

  async changes(reader, scope, sid, after, limit) {
    const row = await findConversation(reader, scope, sid);
    if (row === undefined) return undefined;
    if (row.event_counter <= after) return { changes: [], lastEvent: row.event_counter, more: false };
    const parameters = { ...scope, conversation_sid: sid, after, limit: limit + 1 };
    const [added, updated, removed] = await Promise.all([
      reader.all(findAdded, parameters),
      reader.all(findUpdated, parameters),
      reader.all(findRemoved, parameters),
    ]);
    const sources: Change[][] = [
      added.map((each) => ({ ...toChange(each), kind: 'added', event: each.created_event })),
      updated.map((each) => ({ ...toChange(each), kind: 'updated', event: each.updated_event })),
      removed.map(({ sid, removed_event, date_removed }) => ({
        kind: 'removed',
        key: sid,
        event: removed_event,
        date: date_removed,
      })),
    ];
    return mergeChanges(sources, row.event_counter, limit);
  },
};

const toItem = (row: ParticipantRow): Item => ({
  key: row.sid,
  event: row.updated_event,
  dateCreated: row.date_created,
  dateUpdated: row.date_updated,
  data: toData(row),
});

const toChange = (row: ParticipantRow) => ({ key: row.sid, date: row.date_updated, data: toData(row) });

const toData = (row: ParticipantRow): object => ({
  identity: row.identity,
  type: row.messaging_binding_type ?? 'chat',
  roleSid: row.role_sid,
  attributes: row.attributes,
  dateCreated: row.date_created,
  dateUpdated: row.date_updated,
  lastConsumedMessageIndex: row.last_read_message_index,
  lastConsumptionTimestamp: row.last_read_timestamp,
  ...(row.user_sid !== null && { userInfo: objectName('info', row.user_sid) }),
  bindings: toBindings(row),
});

function toBindings(row: ParticipantRow): object {
  const { messaging_binding_type: type } = row;
  if (type === null || type === 'chat') return {};
  const address = row.messaging_binding_address;
  return type === 'email'
    ? { email: { name: row.messaging_binding_name, address, level: row.messaging_binding_level } }
    : {
        [type]: {
          address,
          proxy_address: row.messaging_binding_proxy_address,
          projected_address: row.messaging_binding_projected_address,
        },
      };
}
