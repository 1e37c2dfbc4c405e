import {
  type ParticipantRow,
  participantTable,
  removedParticipantTable,
} from '../../resources/participant/store.ts';
import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { conversationItems } from './conversation-items.ts';
import { ofOwnerSql, ownerKey, sidKeys } from './row-pages.ts';
import { objectName } from './sync-object.ts';
import type { ViewScope } from './view.ts';

const findFormerIdentities = select(
  'realtime.roster identities removed since',
  { ...ownerKey, after: integer() },
  { identity: text() },
  () => `SELECT identity FROM removed_participant
      WHERE ${ofOwnerSql('conversation_sid')} AND removed_event > :after AND identity IS NOT NULL
    UNION SELECT identity FROM participant
      WHERE ${ofOwnerSql('conversation_sid')} AND identity IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chat_user
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
  const rows = await reader.all(findFormerIdentities, { ...scope, owner_sid: sid, after });
  return new Set(rows.map(({ identity }) => identity));
}

// A conversation has a thousand participants at most, so its rows are sorted without an index of their own.
const index = 'participant_newest_first';

/** The participants of a conversation, by their SIDs. */
export const rosterMap = conversationItems({
  name: 'roster',
  table: participantTable,
  removedTable: removedParticipantTable,
  keyColumn: 'sid',
  keys: sidKeys,
  keyOf: (row) => row.sid,
  indexes: { pages: index, added: index, updated: index },
  keepsOrder: false,
  addedSql: 'created_event > :after ORDER BY created_event',
  toItem: (row) => ({
    key: row.sid,
    event: row.updated_event,
    addedEvent: row.created_event,
    dateUpdated: row.date_updated,
    data: toData(row),
  }),
  toRemoval: ({ sid, removed_event, date_removed }) => ({
    kind: 'removed',
    key: sid,
    event: removed_event,
    date: date_removed,
  }),
});

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
