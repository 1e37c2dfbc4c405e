import { api } from '@colloquy/contract';
import type { TransferRecord } from '../records/kinds.ts';
import type { RemovedObject } from '../removed-object.ts';
import type { SourceBatch } from '../source.ts';
import type { Change } from './change.ts';
import { membershipsPath } from './notification-levels.ts';
import { servicePath, toRecord } from './walk-account.ts';
import {
  readParts,
  type SourceServers,
  toConversation,
  toParticipant,
  walkConversation,
} from './walk-conversation.ts';

/** The objects of a change as they are now. Nothing is taken for deleted that the source still has. */
export async function* walkChange(servers: SourceServers, change: Change): AsyncGenerator<SourceBatch> {
  const { source } = servers;
  const { serviceSid, userSid, conversationSid, participantSid, messageSid } = change;
  if (userSid !== undefined) yield await findUser(servers, serviceSid, userSid);
  if (conversationSid === undefined) return;
  if (change.isRemoved) {
    const removed = await confirmRemoval(servers, change, conversationSid);
    if (removed !== undefined) yield { records: [], removed };
    return;
  }
  const path = `${servicePath(serviceSid, api.conversation)}/${conversationSid}`;
  const conversation = await source.find(path);
  if (conversation === undefined) return;
  if (change.isNew) {
    yield* walkConversation(servers, serviceSid, conversation);
    return;
  }
  const records: TransferRecord[] = [await toConversation(source, serviceSid, path, conversation)];
  const participant = participantSid && (await source.find(`${path}/Participants/${participantSid}`));
  if (participant) {
    const { identity } = participant;
    let level: unknown;
    if (typeof identity === 'string') {
      yield await findUser(servers, serviceSid, encodeURIComponent(identity));
      const membership = await source.find(`${membershipsPath(serviceSid, identity)}/${conversationSid}`);
      level = membership?.['notification_level'];
    }
    records.push(toParticipant(participant, serviceSid, level));
  }
  const message = messageSid && (await source.find(`${path}/Messages/${messageSid}`));
  if (message)
    records.push(
      toRecord('messages', message, serviceSid),
      ...(await readParts(servers, serviceSid, path, message)),
    );
  yield { records };
}

/** The object that is deleted; undefined if the source still has it. */
async function confirmRemoval(
  { source }: SourceServers,
  { serviceSid, participantSid, messageSid }: Change,
  conversationSid: string,
): Promise<RemovedObject | undefined> {
  const path = `${servicePath(serviceSid, api.conversation)}/${conversationSid}`;
  const within = { serviceSid, conversationSid };
  const [child, removed]: readonly [string, RemovedObject] =
    messageSid !== undefined
      ? [`/Messages/${messageSid}`, { ...within, kind: 'messages', sid: messageSid }]
      : participantSid !== undefined
        ? [`/Participants/${participantSid}`, { ...within, kind: 'participants', sid: participantSid }]
        : ['', { ...within, kind: 'conversations', sid: conversationSid }];
  return (await source.find(path + child)) === undefined ? removed : undefined;
}

async function findUser({ source }: SourceServers, serviceSid: string, name: string): Promise<SourceBatch> {
  const user = await source.find(`${servicePath(serviceSid, api.user)}/${name}`);
  return { records: user === undefined ? [] : [toRecord('users', user, serviceSid)] };
}
