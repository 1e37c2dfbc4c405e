import { type ConversationRow, findConversationBy } from '../../resources/conversation/store.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { objectName } from './sync-object.ts';
import type { DocumentView, ViewScope } from './view.ts';

const findLastMessage = select(
  'realtime.last message',
  { ...serviceKeyColumns, conversation_sid: text() },
  { message_index: integer(), date_created: text() },
  ({ indexHint }) => `SELECT message_index, date_created FROM message${indexHint('message_in_order')}
    WHERE service_id = ${serviceIdSql} AND conversation_sid = :conversation_sid
    ORDER BY message_index DESC LIMIT 1`,
);

export const findConversation = (
  reader: Reader,
  scope: ViewScope,
  sid: string,
): Promise<ConversationRow | undefined> => reader.one(findConversationBy.sid, { ...scope, identifier: sid });

/** A conversation, without what is its participants' own. */
export const conversationDocument: DocumentView = {
  async describe(reader, scope, sid) {
    const row = await findConversation(reader, scope, sid);
    return (
      row && {
        lastEvent: row.event_counter,
        dateUpdated: row.date_updated,
        data: await toData(reader, scope, row),
      }
    );
  },

  async changes(reader, scope, sid, after) {
    const row = await findConversation(reader, scope, sid);
    if (row === undefined) return undefined;
    const lastEvent = row.event_counter;
    if (lastEvent <= after) return { changes: [], lastEvent, more: false };
    const data = await toData(reader, scope, row);
    return {
      changes: [{ kind: 'updated', event: lastEvent, date: row.date_updated, key: undefined, data }],
      lastEvent,
      more: false,
    };
  },
};

async function toData(reader: Reader, scope: ViewScope, row: ConversationRow): Promise<object> {
  const last = await reader.one(findLastMessage, { ...scope, conversation_sid: row.sid });
  return {
    uniqueName: row.unique_name,
    friendlyName: row.friendly_name,
    attributes: row.attributes,
    createdBy: row.created_by,
    dateCreated: row.date_created,
    dateUpdated: row.date_updated,
    state: { current: row.state, dateUpdated: row.date_updated },
    // Null makes clients forget a last message that was removed.
    lastMessage: last === undefined ? null : { index: last.message_index, timestamp: last.date_created },
    bindings: toBindings(row),
    messages: objectName('messages', row.sid),
    roster: objectName('roster', row.sid),
  };
}

const toBindings = (row: ConversationRow): object =>
  row.bindings_email_projected_address === null && row.bindings_email_name === null
    ? {}
    : { email: { name: row.bindings_email_name, projected_address: row.bindings_email_projected_address } };
