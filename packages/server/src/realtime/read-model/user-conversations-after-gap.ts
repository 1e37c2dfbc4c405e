import { type ParticipantRow, participantTable } from '../../resources/participant/store.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { columnNames, select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { objectName } from './sync-object.ts';
import type { Change, Changes, ViewScope } from './view.ts';

/** The conversations that a user is in, and those that the user was removed from, have at most this many rows each. */
const maxRows = 2000;

const ofUser = `service_id = ${serviceIdSql} AND user_sid = :user_sid`;
const parameters = { ...serviceKeyColumns, user_sid: text(), limit: integer() };

const findMemberships = select(
  'realtime.conversations of user',
  parameters,
  participantTable.columns,
  ({
    indexHint,
  }) => `SELECT ${columnNames(participantTable)} FROM participant${indexHint('participant_conversations')}
    WHERE ${ofUser} ORDER BY conversation_sid LIMIT :limit`,
);

/** Those of conversations that have been deleted are missing when their tombstones have been deleted, too. */
const findRemovals = select(
  'realtime.conversations that a user was removed from',
  parameters,
  { conversation_sid: text(), date_removed: text() },
  () => `SELECT conversation_sid, max(date_removed) AS date_removed FROM removed_participant
    WHERE ${ofUser} GROUP BY conversation_sid ORDER BY conversation_sid LIMIT :limit`,
);

/** Where the log ends for a client. */
interface Gap {
  /** The last event that the client knows, which is not followed by the oldest one of the log. */
  readonly after: number;
  readonly oldest: number;
  readonly lastEvent: number;
}

/**
 * What a client must be sent whose events have been deleted from the log: every conversation that the user is in, as if
 * it had been added, and the removals from all others.
 *
 * @param lastEvent was read before.
 * @returns `lost` if there are too many of them.
 */
export async function readAfterGap(
  reader: Reader,
  key: ViewScope & { readonly user_sid: string },
  { after, oldest, lastEvent }: Gap,
): Promise<Changes | 'lost'> {
  // A removal that comes between the two queries is found by one of them, if it is looked for after the membership.
  const memberships = await reader.all(findMemberships, { ...key, limit: maxRows + 1 });
  const removals = await reader.all(findRemovals, { ...key, limit: maxRows + 1 });
  if (memberships.length > maxRows || removals.length > maxRows) return 'lost';
  const present = new Set(memberships.map(({ conversation_sid }) => conversation_sid));
  const all: Change[] = [
    ...removals
      .filter(({ conversation_sid }) => !present.has(conversation_sid))
      .map((each) => ({
        kind: 'removed' as const,
        event: lastEvent,
        date: each.date_removed,
        key: each.conversation_sid,
      })),
    ...memberships.map((row) => ({
      kind: 'added' as const,
      event: lastEvent,
      date: row.date_updated,
      key: row.conversation_sid,
      data: toMapData(row),
    })),
  ];
  // A client that loses its socket in the middle must get all of it again: the event that it knows then is still in the
  // gap. Only if the gap is a single event, there is no number for that.
  const inGap = after + 1;
  if (inGap === oldest - 1 && all.length > 1) return 'lost';
  const changes = all.map((each, index) => (index < all.length - 1 ? { ...each, event: inGap } : each));
  return { changes, lastEvent, more: false };
}

/** The value of an item of the map: the membership of a user. */
export const toMapData = ({ conversation_sid: sid, ...row }: ParticipantRow): object => ({
  status: 'joined',
  channel: objectName('channel', sid),
  roster: objectName('roster', sid),
  messages: objectName('messages', sid),
  lastConsumedMessageIndex: row.last_read_message_index,
  notificationLevel: row.notification_level,
});
