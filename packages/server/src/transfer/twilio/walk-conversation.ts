import { api, listKeyOf } from '@colloquy/contract';
import { kindOf, type TransferRecord } from '../records/kinds.ts';
import type { SourceBatch } from '../source.ts';
import { inferTimers } from './infer-timers.ts';
import type { SourceApi } from './source-api.ts';
import { isObject, type SourceObject } from './source-object.ts';
import { toValues } from './to-values.ts';
import { servicePath, toRecord } from './walk-account.ts';

/** The servers of conversations and of media, which are two in the hosted service. */
export interface SourceServers {
  readonly source: SourceApi;
  readonly media: SourceApi;
}

/**
 * A conversation with everything in it.
 *
 * @param levels the notification levels that are not the default, by the SIDs of participants; undefined if they have not
 *   been read.
 */
export async function* walkConversation(
  servers: SourceServers,
  serviceSid: string,
  conversation: SourceObject,
  levels?: ReadonlyMap<string, string>,
): AsyncGenerator<SourceBatch> {
  const { source } = servers;
  const sid = String(conversation['sid']);
  const path = `${servicePath(serviceSid, api.conversation)}/${sid}`;
  yield { records: [await toConversation(source, serviceSid, path, conversation)] };
  for await (const objects of source.pages(`${path}/Participants`, listKeyOf(api.participant)))
    yield {
      records: objects.map((object) =>
        toParticipant(object, serviceSid, levels && (levels.get(String(object['sid'])) ?? 'default')),
      ),
    };
  for await (const objects of source.pages(`${path}/Webhooks`, listKeyOf(api.scopedWebhook)))
    yield { records: objects.map((object) => toRecord('webhooks', object, serviceSid)) };
  for await (const objects of source.pages(`${path}/Messages?Order=asc`, listKeyOf(api.message))) {
    const parts = await Promise.all(objects.map((message) => readParts(servers, serviceSid, path, message)));
    yield {
      records: [...objects.map((object) => toRecord('messages', object, serviceSid)), ...parts.flat()],
    };
  }
  yield { records: [], completed: sid };
}

/** @param level the notification level, which only participants on chat have; undefined if it is not known. */
export function toParticipant(object: SourceObject, serviceSid: string, level: unknown): TransferRecord {
  const { values, ...record } = toRecord('participants', object, serviceSid);
  const hasLevel = typeof level === 'string' && typeof object['identity'] === 'string';
  return { ...record, values: { ...values, ...(hasLevel && { notification_level: level }) } };
}

/** The record of a conversation, with the durations of its timers. */
export async function toConversation(
  source: SourceApi,
  serviceSid: string,
  path: string,
  conversation: SourceObject,
): Promise<TransferRecord> {
  const values = toValues(kindOf('conversations'), conversation);
  const hasTimers = values['timers_date_inactive'] !== null || values['timers_date_closed'] !== null;
  const last = hasTimers ? await source.find(`${path}/Messages?Order=desc&PageSize=1`) : undefined;
  const messages = last?.[listKeyOf(api.message)];
  const [message]: readonly SourceObject[] = Array.isArray(messages) ? messages : [];
  return { kind: 'conversations', serviceSid, values: inferTimers(values, message?.['date_created']) };
}

/** The media and the receipts of a message. */
export async function readParts(
  { source, media }: SourceServers,
  serviceSid: string,
  path: string,
  message: SourceObject,
): Promise<readonly TransferRecord[]> {
  const records: TransferRecord[] = [];
  const { media: attached, delivery, sid, conversation_sid } = message;
  for (const each of Array.isArray(attached) ? attached.filter(isObject) : []) {
    const found = await media.find(
      `/v1/Services/${serviceSid}/Media/${encodeURIComponent(String(each['sid']))}`,
    );
    // Without a record of its own, what the message shows of it is all there is, and its content is reported as missing.
    const { date_created, date_updated } = message;
    const object = {
      category: 'media',
      date_created,
      date_updated,
      date_upload_updated: date_created,
      ...each,
      ...found,
    };
    records.push(
      toRecord('media', { ...object, channel_sid: conversation_sid, message_sid: sid }, serviceSid),
    );
  }
  if (delivery === null || delivery === undefined) return records;
  for await (const receipts of source.pages(
    `${path}/Messages/${String(sid)}/Receipts`,
    listKeyOf(api.receipt),
  ))
    records.push(...receipts.map((receipt) => toRecord('receipts', receipt, serviceSid)));
  return records;
}
