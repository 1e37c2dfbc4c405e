import { ApiError, conversation, type inboundOperation, type ValuesOf } from '@colloquy/contract';
import type { Circumstances } from '../../events/event.ts';
import { instant } from '../../platform/instant.ts';
import type { Transaction, Units } from '../../storage/storage.ts';
import { defaultService } from '../account/accounts.ts';
import { findAddress } from '../address/auto-creation.ts';
import { carryOut } from '../conversation/carry-out.ts';
import { andThen, created, type Decision, revived, type Settings } from '../conversation/rules.ts';
import { addConversation, findHome, lockConversation } from '../conversation/store.ts';
import { tell } from '../conversation/tell.ts';
import type { Tools } from '../handler.ts';
import { post } from '../message/post.ts';
import type { NewMessage } from '../message/rules.ts';
import type { MessageRow } from '../message/store.ts';
import { findPair } from '../participant/address-pairs.ts';
import { join } from '../participant/join.ts';
import { attachWebhook } from '../scoped-webhook/attach.ts';
import { findServiceSid, messageOf, sourceOf } from './prospect.ts';
import { webhookOf } from './webhook.ts';

/** A message as a channel hands it over. */
export type Inbound = ValuesOf<(typeof inboundOperation)['parameters']>;

/** Where an inbound message has gone. */
export interface Received {
  readonly message: MessageRow;
  readonly serviceSid: string;
  readonly conversationCreated: boolean;
}

/** What those who were asked have made of it. */
export interface Changed {
  readonly message?: Pick<NewMessage, 'author' | 'body' | 'attributes'>;
  readonly conversation?: Pick<Settings, 'friendlyName' | 'attributes'>;
}

/**
 * Takes a message from a channel: into the conversation that has its pair of addresses, or into a new one where the
 * address that it was sent to makes conversations. Undefined when there is neither.
 *
 * @param units runs the change.
 * @throws ApiError for a message without content, and for media that is unknown or in use.
 */
export async function receive(
  tools: Tools,
  accountSid: string,
  inbound: Inbound,
  changed: Changed = {},
  units: Units = tools.storage,
): Promise<Received | undefined> {
  // Before the transaction: a default service that has to be made has one of its own.
  const home = await defaultService(tools, accountSid);
  const take = () =>
    units.write(
      async (transaction) =>
        (await intoConversation(tools, transaction, accountSid, inbound, changed)) ??
        (await intoNewConversation(tools, transaction, accountSid, home, inbound, changed)),
    );
  return take().catch((error: unknown) => {
    // Another process has just begun the conversation: it is there now.
    if (error instanceof ApiError && error.code === 50416) return take();
    throw error;
  });
}

const circumstancesOf = (
  accountSid: string,
  serviceSid: string,
  inbound: Inbound,
  now: number,
): Circumstances => ({
  accountSid,
  serviceSid,
  source: sourceOf(inbound),
  actor: inbound.from,
  time: instant(now),
  webhookEnabled: true,
});

async function intoConversation(
  tools: Tools,
  transaction: Transaction,
  accountSid: string,
  inbound: Inbound,
  changed: Changed,
): Promise<Received | undefined> {
  const now = tools.clock.now();
  const pair = { account_sid: accountSid, address: inbound.from, proxy_address: inbound.to };
  const holder = await transaction.one(findPair, pair);
  const service = holder && (await transaction.one(findServiceSid, { id: holder.service_id }));
  if (holder === undefined || service === undefined) return undefined;
  const key = {
    account_sid: accountSid,
    chat_service_sid: service.sid,
    identifier: holder.conversation_sid,
  };
  const found = await transaction.lock(lockConversation.sid, key, (row) => row.sid);
  if (found === undefined || found.state === 'closed') return undefined;
  const message = { ...messageOf(inbound), ...changed.message };
  const posted = await post(tools, transaction, found, message, now);
  const decision = andThen(posted.decision, (after) => revived(after, now));
  const circumstances = circumstancesOf(accountSid, service.sid, inbound, now);
  await carryOut(transaction, circumstances, found, decision);
  return { message: posted.message, serviceSid: service.sid, conversationCreated: false };
}

async function intoNewConversation(
  tools: Tools,
  transaction: Transaction,
  accountSid: string,
  home: string,
  inbound: Inbound,
  changed: Changed,
): Promise<Received | undefined> {
  const now = tools.clock.now();
  const address = await findAddress(transaction, accountSid, inbound.to);
  if (address === undefined) return undefined;
  const serviceSid = address.auto_creation_conversation_service_sid ?? home;
  const place = await transaction.one(findHome, { account_sid: accountSid, chat_service_sid: serviceSid });
  if (place === undefined) return undefined;
  const circumstances = circumstancesOf(accountSid, serviceSid, inbound, now);
  const birth = {
    sid: tools.sids.next(conversation.sidPrefix),
    serviceId: place.service_id,
    messagingServiceSid: place.messaging_service_sid,
    timerInactive: place.timer_inactive,
    timerClosed: place.timer_closed,
    initializing: false,
  };
  const made = begun(created(changed.conversation ?? {}, birth, now), inbound);
  const guest = { messagingBindingAddress: inbound.from, messagingBindingProxyAddress: inbound.to };
  const joined = await join(tools, transaction, circumstances, made.conversation, guest, now);
  const posted = await post(tools, transaction, joined.decision.conversation, messageOf(inbound), now);
  const webhook = webhookOf(address);
  if (webhook !== undefined) await attachWebhook(transaction, tools.sids, made.conversation, webhook, now);
  const decision = andThen(
    andThen(made, () => joined.decision),
    () => posted.decision,
  );
  await transaction.insert(addConversation, decision.conversation);
  tell(transaction, circumstances, decision);
  return { message: posted.message, serviceSid, conversationCreated: true };
}

/** Of a conversation that an address began, the events say with which pair. */
const begun = ({ conversation: row, happenings }: Decision, { from, to }: Inbound): Decision => ({
  conversation: row,
  happenings: happenings.map(({ name, data }) => ({
    name,
    data: { ...data, messaging_binding_address: from, messaging_binding_proxy_address: to },
  })),
});
