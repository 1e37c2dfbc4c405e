import {
  conversation,
  listKeyOf,
  type Resource,
  type Route,
  user,
  userConversation,
} from '@colloquy/contract';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import type { Storage } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { scopeOf } from '../hub/watched-object.ts';
import { objectName } from '../read-model/sync-object.ts';
import type { Call } from './call.ts';
import { toClientToken } from './page-tokens.ts';

const countContents = select(
  'realtime.counts of conversation',
  { ...serviceKeyColumns, conversation_sid: text() },
  { participants_count: integer(), messages_count: integer() },
  () => `SELECT participant_counter AS participants_count, message_counter - (
      SELECT count(*) FROM removed_message
      WHERE removed_message.service_id = conversation.service_id AND conversation_sid = conversation.sid)
      AS messages_count
    FROM conversation WHERE service_id = ${serviceIdSql} AND sid = :conversation_sid`,
);

/** The JSON of a reply of the REST API. */
type Body = Record<string, unknown>;

/** Adds what the client SDK expects of a reply beyond the REST API: the names of the objects that it watches. */
export async function addClientProperties(
  { resource, operation }: Route,
  call: Call,
  json: string,
  storage: Pick<Storage, 'read'>,
): Promise<string> {
  const body = JSON.parse(json) as Body;
  if (operation.action === 'list') return JSON.stringify(toList(resource, body));
  const sid = String(body['sid']);
  switch (resource.path) {
    case conversation.path: {
      const key = { ...scopeOf(call.session), conversation_sid: sid };
      const counts = await storage.read((reader) => reader.one(countContents, key));
      return JSON.stringify({ ...body, ...counts, conversation_sid: sid, ...conversationObjects(sid) });
    }
    case user.path:
      return JSON.stringify({ ...body, sync_objects: { user_info_map: objectName('info', sid) } });
    case userConversation.path:
      return JSON.stringify(toMembership(body));
    default:
      return json;
  }
}

/** A page of the REST API with the tokens that the client SDK sends to get its neighbours. */
function toList(resource: Resource, body: Body): Body {
  const listKey = listKeyOf(resource);
  const meta = body['meta'] as Body;
  const items = body[listKey] as Body[];
  return {
    [listKey]: resource.path === userConversation.path ? items.map(toListedMembership) : items,
    meta: {
      ...meta,
      next_token: toClientToken(meta['next_page_url']),
      previous_token: toClientToken(meta['previous_page_url']),
    },
  };
}

const toMembership = (item: Body): Body => ({
  ...item,
  status: 'joined',
  ...conversationObjects(String(item['conversation_sid'])),
});

/** What the client SDK reads of the list, which it walks at its start; everything else comes with the conversations. */
const toListedMembership = (item: Body): Body => ({
  conversation_sid: item['conversation_sid'],
  status: 'joined',
  last_read_message_index: item['last_read_message_index'],
  notification_level: item['notification_level'],
  ...conversationObjects(String(item['conversation_sid'])),
});

const conversationObjects = (sid: string) => ({
  sync_objects: {
    conversation: objectName('channel', sid),
    participants: objectName('roster', sid),
    messages: objectName('messages', sid),
  },
});
