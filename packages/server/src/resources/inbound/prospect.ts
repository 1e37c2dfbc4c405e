import { type Channel, channelOf, type PreActionEvent } from '@colloquy/contract';
import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { defaultService } from '../account/accounts.ts';
import { findAddress } from '../address/auto-creation.ts';
import { proposedConversation } from '../conversation/proposed.ts';
import { findHome } from '../conversation/store.ts';
import type { Tools } from '../handler.ts';
import { mediaToAttach } from '../media/attach.ts';
import { proposedMessage } from '../message/proposed.ts';
import type { NewMessage } from '../message/rules.ts';
import { findPair } from '../participant/address-pairs.ts';
import type { Inbound } from './receive.ts';

export const findServiceSid = select(
  'inbound.service',
  { id: integer() },
  { sid: text() },
  () => 'SELECT sid FROM service WHERE id = :id AND date_deleted IS NULL',
);

/** The channel of an inbound message, as events name it. */
export const sourceOf = ({ from }: Inbound): Uppercase<Channel> =>
  (channelOf(from) ?? 'sms').toUpperCase() as Uppercase<Channel>;

/** The message that an inbound one is posted as. */
export const messageOf = ({ from, to: _, ...content }: Inbound): NewMessage => ({ author: from, ...content });

/** What an inbound message is about to do, for those who are asked whether it may. */
export interface Prospect {
  readonly event: Extract<PreActionEvent, 'onMessageAdd' | 'onConversationAdd'>;
  readonly serviceSid: string;
  readonly source: Uppercase<Channel>;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Undefined when the message has nowhere to go. */
export async function prospectOf(
  tools: Tools,
  accountSid: string,
  inbound: Inbound,
): Promise<Prospect | undefined> {
  const source = sourceOf(inbound);
  // Before the read: a default service that has to be made is written.
  const home = await defaultService(tools, accountSid);
  return tools.storage.read(async (reader) => {
    const found =
      (await messageIn(reader, accountSid, inbound)) ??
      (await conversationFor(reader, accountSid, home, inbound));
    return found && { ...found, source };
  });
}

type Found = Omit<Prospect, 'source'> | undefined;

/** The message that would go into the conversation that has the pair of addresses. */
async function messageIn(reader: Reader, accountSid: string, inbound: Inbound): Promise<Found> {
  const key = { account_sid: accountSid, address: inbound.from, proxy_address: inbound.to };
  const pair = await reader.one(findPair, key);
  const service = pair && (await reader.one(findServiceSid, { id: pair.service_id }));
  if (pair === undefined || service === undefined) return undefined;
  const place = {
    serviceId: pair.service_id,
    conversationSid: pair.conversation_sid,
    participantSid: pair.participant_sid,
  };
  const facts = await proposedMessage(reader, place, messageOf(inbound));
  return { event: 'onMessageAdd', serviceSid: service.sid, facts };
}

/** The conversation that the address would begin, with the message that begins it. */
async function conversationFor(
  reader: Reader,
  accountSid: string,
  home: string,
  inbound: Inbound,
): Promise<Found> {
  const address = await findAddress(reader, accountSid, inbound.to);
  if (address === undefined) return undefined;
  const serviceSid = address.auto_creation_conversation_service_sid ?? home;
  const place = await reader.one(findHome, { account_sid: accountSid, chat_service_sid: serviceSid });
  if (place === undefined) return undefined;
  const facts = {
    ...proposedConversation(place, {}),
    messaging_binding_address: inbound.from,
    messaging_binding_proxy_address: inbound.to,
    message_body: inbound.body ?? null,
    media: await mediaToAttach(reader, place.service_id, inbound.mediaSid),
  };
  return { event: 'onConversationAdd', serviceSid, facts };
}
