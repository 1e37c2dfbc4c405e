import { type SearchKind, searchKinds } from '@colloquy/contract';
import { type Select, select } from '../storage/statement.ts';
import { integer, optional, type RowOf, text } from '../storage/table.ts';

/** A row of any kind, with all that the index and a result show of it. */
const columns = {
  sid: text(),
  conversation_sid: optional(text()),
  conversation_name: optional(text()),
  message_index: optional(integer()),
  /** The author of a message, or the identity of a participant or a user. */
  author: optional(text()),
  address: optional(text()),
  proxy_address: optional(text()),
  projected_address: optional(text()),
  state: optional(text()),
  friendly_name: optional(text()),
  unique_name: optional(text()),
  body: optional(text()),
  subject: optional(text()),
  media: optional(text()),
  attributes: text(),
  date_created: text(),
  date_updated: text(),
};

/** An object that can be found, as its row is now. */
export type SourceRow = RowOf<typeof columns>;

/** Characters of a body or a subject that can be found; a batch of rows has bounded memory. */
const maxTextLength = 20_000;

interface Source {
  readonly from: string;
  /** SQL for the columns that the kind has; the others are null. */
  readonly columns: Partial<Record<keyof SourceRow, string>>;
}

const inConversation = (table: string) => `${table} JOIN conversation
  ON conversation.service_id = ${table}.service_id AND conversation.sid = ${table}.conversation_sid`;
const conversationName = 'coalesce(conversation.friendly_name, conversation.unique_name)';

/** A message or a participant whose conversation is being deleted is not found any more. */
const sources: Readonly<Record<SearchKind, Source>> = {
  message: {
    from: inConversation('message'),
    columns: {
      conversation_sid: 'message.conversation_sid',
      conversation_name: conversationName,
      message_index: 'message_index',
      author: 'author',
      body: `substr(body, 1, ${maxTextLength})`,
      subject: `substr(subject, 1, ${maxTextLength})`,
      media: 'media',
    },
  },
  conversation: {
    from: 'conversation',
    columns: {
      conversation_sid: 'conversation.sid',
      conversation_name: conversationName,
      state: 'state',
      friendly_name: 'friendly_name',
      unique_name: 'unique_name',
    },
  },
  participant: {
    from: inConversation('participant'),
    columns: {
      conversation_sid: 'participant.conversation_sid',
      conversation_name: conversationName,
      author: 'identity',
      address: 'messaging_binding_address',
      proxy_address: 'messaging_binding_proxy_address',
      projected_address: 'messaging_binding_projected_address',
      friendly_name: 'messaging_binding_name',
    },
  },
  user: { from: 'chat_user', columns: { author: 'identity', friendly_name: 'friendly_name' } },
};

const tables: Readonly<Record<SearchKind, string>> = {
  message: 'message',
  conversation: 'conversation',
  participant: 'participant',
  user: 'chat_user',
};

function columnsSql(kind: SearchKind): string {
  const table = tables[kind];
  const shared = ['sid', 'attributes', 'date_created', 'date_updated'];
  return Object.entries(columns)
    .map(([name, { type }]) => {
      const none = `CAST(NULL AS ${type === 'text' ? 'TEXT' : 'INTEGER'})`;
      const own = new Map<string, string>(Object.entries(sources[kind].columns)).get(name);
      return `${shared.includes(name) ? `${table}.${name}` : (own ?? none)} AS ${name}`;
    })
    .join(', ');
}

const perKind = <Value>(create: (kind: SearchKind) => Value): Readonly<Record<SearchKind, Value>> => ({
  message: create('message'),
  conversation: create('conversation'),
  participant: create('participant'),
  user: create('user'),
});

/** The rows of one kind in a service that a JSON list of SIDs names. */
export const findSources = perKind((kind) =>
  select(
    `search.${kind} rows`,
    { service_id: integer(), sids: text() },
    columns,
    ({ jsonArrayElements }) => `SELECT ${columnsSql(kind)} FROM ${sources[kind].from}
      WHERE ${tables[kind]}.service_id = :service_id AND ${tables[kind]}.sid IN (${jsonArrayElements(':sids')})`,
  ),
);

const page = { service_id: integer(), after: text(), limit: integer() };

/** The SIDs of one kind in a service, in order, after one of them. */
export const findSourceSids: Readonly<
  Record<SearchKind, Select<typeof page, { sid: ReturnType<typeof text> }>>
> = perKind((kind) =>
  select(
    `search.${kind} sids`,
    page,
    { sid: text() },
    () => `SELECT sid FROM ${tables[kind]}
        WHERE service_id = :service_id AND sid > :after ORDER BY sid LIMIT :limit`,
  ),
);

/** The texts of an object that a search looks at, by the names of the reply. */
export function* textsOf(row: SourceRow): Generator<{ field: string; text: string }> {
  const { body, subject, media, friendly_name, unique_name, address } = row;
  // The author of a message is found by a filter: otherwise each search for a name would find all messages of its user.
  const identity = row.message_index === null ? row.author : null;
  for (const [field, text] of Object.entries({
    body,
    subject,
    friendly_name,
    unique_name,
    identity,
    address,
  }))
    if (text !== null && text !== '') yield { field, text };
  for (const filename of filenamesIn(media)) yield { field: 'media', text: filename };
}

function filenamesIn(media: string | null): string[] {
  // The server has written the column.
  const files: readonly { readonly filename?: string | null }[] = media === null ? [] : JSON.parse(media);
  return files.flatMap(({ filename }) => filename ?? []);
}

/** The kind of an object by the prefix of its SID. */
const prefixes: Readonly<Record<SearchKind, string>> = {
  message: 'IM',
  conversation: 'CH',
  participant: 'MB',
  user: 'US',
};

/** The kind of the object that a SID names; undefined for one that cannot be found. */
export const kindOf = (sid: string): SearchKind | undefined =>
  searchKinds.find((kind) => sid.startsWith(prefixes[kind]));
