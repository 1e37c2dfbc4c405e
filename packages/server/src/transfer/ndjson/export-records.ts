import { addressKey } from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import type { SqlValue } from '../../storage/table.ts';
import { maxReadBytes, mayHaveMore } from '../../storage/within-bytes.ts';
import { type KindName, kindOf, type TransferRecord } from '../records/kinds.ts';
import { userKind } from '../records/service-kinds.ts';
import { TransferError } from '../records/transfer-error.ts';
import {
  findServices,
  mediaOfMessages,
  ownerPages,
  pageOfConversations,
  pageOfMessages,
  participantsOf,
  receiptsOfMessages,
  webhooksOf,
} from './export-queries.ts';
import { isOfConversations, type Selection } from './selection.ts';

const pageSize = 500;

export interface ExportRequest {
  readonly accountSid: string;
  readonly selection: Selection;
  /** Whether the records have secrets, and API keys are among them. */
  readonly withSecrets: boolean;
}

type Row = Readonly<Record<string, SqlValue>>;

/** Reads the selected records of an account: each kind in a fixed order, so that equal databases have equal exports. */
export async function* exportRecords(
  reader: Reader,
  request: ExportRequest,
): AsyncGenerator<readonly TransferRecord[]> {
  const { accountSid, selection, withSecrets } = request;
  const toRecords = recordFactory(withSecrets);
  const account_sid = accountSid;
  const services = await reader.all(findServices, { account_sid, sid: selection.serviceSid ?? null });
  if (selection.serviceSid !== undefined && services.length === 0)
    throw new TransferError(`${accountSid} has no service ${selection.serviceSid}`);
  yield toRecords('services', undefined, services);
  if (selection.serviceSid === undefined && !isOfConversations(selection))
    for (const kind of ['account', 'account_webhooks', 'api_keys', 'credentials', 'addresses'] as const)
      if (kind !== 'api_keys' || withSecrets)
        for await (const rows of pagesOf(reader, kind, accountSid)) yield toRecords(kind, undefined, rows);
  for (const { id, sid } of services) {
    for await (const [kind, rows] of rowsOfService(reader, id, selection)) yield toRecords(kind, sid, rows);
  }
}

const recordFactory =
  (withSecrets: boolean) =>
  (kind: KindName, serviceSid: string | undefined, rows: readonly Row[]): readonly TransferRecord[] => {
    const { columns, secrets = [] } = kindOf(kind);
    const hidden = new Set<string>(withSecrets ? [] : secrets);
    const shown = columns.filter((name) => !hidden.has(name));
    return rows.map((row) => ({
      kind,
      values: Object.fromEntries(shown.map((name) => [name, row[name]])),
      ...(serviceSid !== undefined && { serviceSid }),
    }));
  };

async function* pagesOf(
  reader: Reader,
  kind: keyof typeof ownerPages,
  owner: string,
): AsyncGenerator<readonly Row[]> {
  for (let after = ''; ; ) {
    const rows: readonly Row[] = await reader.all(ownerPages[kind], { owner, after, limit: pageSize });
    yield rows;
    if (kindOf(kind).isSingleton || rows.length < pageSize) return;
    after = String(rows.at(-1)?.['sid']);
  }
}

type RowsOfKind = readonly [KindName, readonly Row[]];

async function* rowsOfService(
  reader: Reader,
  service_id: number,
  selection: Selection,
): AsyncGenerator<RowsOfKind> {
  const isPart = isOfConversations(selection);
  const whole = [
    'roles',
    'service_webhooks',
    'notifications',
    ...(isPart ? [] : (['users', 'bindings'] as const)),
  ] as const;
  for (const kind of whole)
    for await (const rows of pagesOf(reader, kind, String(service_id))) yield [kind, rows];
  const users = new Set<string>();
  const { conversationSid: conversation = null, identity = null, address } = selection;
  const filter = { conversation, identity, address: address === undefined ? null : addressKey(address) };
  for (let after = ''; ; ) {
    const rows = await reader.all(pageOfConversations, { service_id, after, limit: pageSize, ...filter });
    for (const row of rows) {
      const key = { service_id, conversation_sid: row.sid };
      const participants = await reader.all(participantsOf, key);
      if (isPart) yield ['users', await findNewUsers(reader, service_id, users, participants)];
      yield ['conversations', [row]];
      yield ['participants', participants];
      yield ['webhooks', await reader.all(webhooksOf, key)];
      yield* messagesOf(reader, key);
    }
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.sid ?? after;
  }
}

/** The users of participants that are not in the export yet. */
async function findNewUsers(
  reader: Reader,
  owner: number,
  known: Set<string>,
  participants: readonly { readonly user_sid: string | null }[],
): Promise<readonly Row[]> {
  const sids = participants.flatMap(({ user_sid }) =>
    user_sid === null || known.has(user_sid) ? [] : [user_sid],
  );
  for (const sid of sids) known.add(sid);
  if (sids.length === 0) return [];
  const rows = await reader.all(userKind.find, { owner, sids: JSON.stringify(sids) });
  return rows.sort((one, other) => (one.sid < other.sid ? -1 : 1));
}

async function* messagesOf(
  reader: Reader,
  key: { readonly service_id: number; readonly conversation_sid: string },
): AsyncGenerator<RowsOfKind> {
  const bounds = { limit: pageSize, max_bytes: maxReadBytes };
  for (let after = -1; ; ) {
    const rows = await reader.all(pageOfMessages, { ...key, after, ...bounds });
    const message_sids = JSON.stringify(rows.map(({ sid }) => sid));
    const media = rows.some((row) => row.media !== null)
      ? await reader.all(mediaOfMessages, { ...key, message_sids })
      : [];
    const receipts = rows.some((row) => row.delivery !== null)
      ? await reader.all(receiptsOfMessages, { service_id: key.service_id, message_sids })
      : [];
    yield ['media', media];
    yield ['messages', rows];
    yield ['receipts', receipts];
    const hasMore = mayHaveMore(rows, pageSize, maxReadBytes, (row) => [
      row.body,
      row.content_variables,
      row.attributes,
      row.media,
    ]);
    if (!hasMore) return;
    after = rows.at(-1)?.message_index ?? after;
  }
}
