import { ApiError, conversation } from '@colloquy/contract';
import { resolveDefaultService } from '../../accounts/accounts.ts';
import type { EventContext } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import { findAutoCreation } from '../../resources/configuration-address/auto-creation.ts';
import { appendConversationEvents } from '../../resources/conversation/append-events.ts';
import { persistDecision } from '../../resources/conversation/persist-decision.ts';
import {
  chain,
  created,
  type Decision,
  reactivate,
  type Settings,
} from '../../resources/conversation/rules.ts';
import {
  addConversation,
  findCreateDefaults,
  lockConversationBy,
} from '../../resources/conversation/store.ts';
import { postMessage } from '../../resources/message/post.ts';
import type { NewMessage } from '../../resources/message/rules.ts';
import type { MessageRow } from '../../resources/message/store.ts';
import { findPair } from '../../resources/participant/address-pairs.ts';
import { join } from '../../resources/participant/join.ts';
import { attachWebhook } from '../../resources/scoped-webhook/attach-webhook.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { Transaction, TransactionRunner } from '../../storage/storage.ts';
import { autoCreatedWebhook } from './auto-created-webhook.ts';
import { findServiceSid, type InboundMessage, inboundSource, toNewMessage } from './inbound-message.ts';

/** Where an inbound message has gone. */
export interface ReceivedMessage {
  readonly message: MessageRow;
  readonly serviceSid: string;
  readonly conversationCreated: boolean;
}

/** What those who were asked have made of it. */
export interface PreActionChanges {
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
export async function receiveInbound(
  deps: HandlerDeps,
  accountSid: string,
  inbound: InboundMessage,
  changes: PreActionChanges = {},
  units: TransactionRunner = deps.storage,
): Promise<ReceivedMessage | undefined> {
  // Before the transaction: a default service that has to be made has one of its own.
  const defaultServiceSid = await resolveDefaultService(deps, accountSid);
  const receiveOnce = () =>
    units.write(
      async (transaction) =>
        (await addToConversation(deps, transaction, accountSid, inbound, changes)) ??
        (await startConversation(deps, transaction, accountSid, defaultServiceSid, inbound, changes)),
    );
  return receiveOnce().catch((error: unknown) => {
    // Another process has just begun the conversation: it is there now.
    if (error instanceof ApiError && error.code === 50416) return receiveOnce();
    throw error;
  });
}

const inboundEventContext = (
  accountSid: string,
  serviceSid: string,
  inbound: InboundMessage,
  now: number,
): EventContext => ({
  accountSid,
  serviceSid,
  source: inboundSource(inbound),
  actor: inbound.from,
  time: instant(now),
  webhookEnabled: true,
});

async function addToConversation(
  deps: HandlerDeps,
  transaction: Transaction,
  accountSid: string,
  inbound: InboundMessage,
  changes: PreActionChanges,
): Promise<ReceivedMessage | undefined> {
  const now = deps.clock.now();
  const pair = { account_sid: accountSid, address: inbound.from, proxy_address: inbound.to };
  const holder = await transaction.one(findPair, pair);
  const service = holder && (await transaction.one(findServiceSid, { id: holder.service_id }));
  if (holder === undefined || service === undefined) return undefined;
  const key = {
    account_sid: accountSid,
    chat_service_sid: service.sid,
    identifier: holder.conversation_sid,
  };
  const found = await transaction.lock(lockConversationBy.sid, key);
  if (found === undefined || found.state === 'closed') return undefined;
  const message = { ...toNewMessage(inbound), ...changes.message };
  const posted = await postMessage(deps, transaction, found, message, now);
  const decision = chain(posted.decision, (after) => reactivate(after, now));
  const eventContext = inboundEventContext(accountSid, service.sid, inbound, now);
  await persistDecision(transaction, eventContext, found, decision);
  return { message: posted.message, serviceSid: service.sid, conversationCreated: false };
}

async function startConversation(
  deps: HandlerDeps,
  transaction: Transaction,
  accountSid: string,
  defaultServiceSid: string,
  inbound: InboundMessage,
  changes: PreActionChanges,
): Promise<ReceivedMessage | undefined> {
  const now = deps.clock.now();
  const address = await findAutoCreation(transaction, accountSid, inbound.to);
  if (address === undefined) return undefined;
  const serviceSid = address.auto_creation_conversation_service_sid ?? defaultServiceSid;
  const createDefaults = await transaction.one(findCreateDefaults, {
    account_sid: accountSid,
    chat_service_sid: serviceSid,
  });
  if (createDefaults === undefined) return undefined;
  const eventContext = inboundEventContext(accountSid, serviceSid, inbound, now);
  const createContext = {
    sid: deps.sids.next(conversation.sidPrefix),
    serviceId: createDefaults.service_id,
    messagingServiceSid: createDefaults.messaging_service_sid,
    timerInactive: createDefaults.timer_inactive,
    timerClosed: createDefaults.timer_closed,
    initializing: false,
  };
  const creation = withAddressPair(created(changes.conversation ?? {}, createContext, now), inbound);
  const newMember = { messagingBindingAddress: inbound.from, messagingBindingProxyAddress: inbound.to };
  const addition = await join(deps, transaction, eventContext, creation.conversation, newMember, now);
  const posted = await postMessage(
    deps,
    transaction,
    addition.decision.conversation,
    toNewMessage(inbound),
    now,
  );
  const webhook = autoCreatedWebhook(address);
  if (webhook !== undefined) await attachWebhook(transaction, deps.sids, creation.conversation, webhook, now);
  const decision = chain(
    chain(creation, () => addition.decision),
    () => posted.decision,
  );
  await transaction.insert(addConversation, decision.conversation);
  appendConversationEvents(transaction, eventContext, decision);
  return { message: posted.message, serviceSid, conversationCreated: true };
}

/** The event of a conversation that an address started includes the pair of addresses. */
const withAddressPair = (
  { conversation: row, events }: Decision,
  { from, to }: InboundMessage,
): Decision => ({
  conversation: row,
  events: events.map((event) =>
    event.name === 'onConversationAdded'
      ? {
          ...event,
          properties: {
            ...event.properties,
            messaging_binding_address: from,
            messaging_binding_proxy_address: to,
          },
        }
      : event,
  ),
});
