import { type Channel, channelOf, type PreActionEvent } from '@colloquy/contract';
import { select } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';
import { defaultService } from '../account/accounts.ts';
import { findAddress } from '../address/auto-creation.ts';
import type { Tools } from '../handler.ts';
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

/** What an inbound message is about to do, for those who are asked whether it may. */
export interface Prospect {
  readonly event: Extract<PreActionEvent, 'onMessageAdd' | 'onConversationAdd'>;
  readonly serviceSid: string;
  readonly source: Uppercase<Channel>;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Undefined when the message has nowhere to go. */
export function prospectOf(
  tools: Tools,
  accountSid: string,
  inbound: Inbound,
): Promise<Prospect | undefined> {
  const { from, to, body = null, attributes = '{}' } = inbound;
  const source = sourceOf(inbound);
  return tools.storage.read(async (reader) => {
    const key = { account_sid: accountSid, address: from, proxy_address: to };
    const pair = await reader.one(findPair, key);
    const service = pair && (await reader.one(findServiceSid, { id: pair.service_id }));
    if (pair !== undefined && service !== undefined) {
      const { conversation_sid, participant_sid } = pair;
      const facts = { conversation_sid, participant_sid, author: from, body, attributes };
      return { event: 'onMessageAdd', serviceSid: service.sid, source, facts };
    }
    const address = await findAddress(reader, accountSid, to);
    if (address === undefined) return undefined;
    const serviceSid =
      address.auto_creation_conversation_service_sid ?? (await defaultService(tools, accountSid));
    const facts = {
      attributes: '{}',
      state: 'active',
      messaging_binding_address: from,
      messaging_binding_proxy_address: to,
      message_body: body,
    };
    return { event: 'onConversationAdd', serviceSid, source, facts };
  });
}
