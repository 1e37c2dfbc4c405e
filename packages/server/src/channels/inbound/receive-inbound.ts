import { ApiError } from '@colloquy/contract';
import { appendEvents, type EventContext } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import { findAutoCreation } from '../../resources/configuration-address/auto-creation.ts';
import { createContext } from '../../resources/conversation/create-conversation.ts';
import { persistDecision } from '../../resources/conversation/persist-decision.ts';
import {
  chain,
  create,
  type Decision,
  reactivate,
  type Settings,
  subjectEvents,
} from '../../resources/conversation/rules.ts';
import {
  addConversation,
  findCreateDefaults,
  lockConversationBy,
} from '../../resources/conversation/store.ts';
import { postMessage } from '../../resources/message/post-message.ts';
import type { NewMessage } from '../../resources/message/rules.ts';
import { addParticipant } from '../../resources/participant/add-participant.ts';
import { findPair } from '../../resources/participant/address-pairs.ts';
import { attachWebhook } from '../../resources/scoped-webhook/attach-webhook.ts';
import { resolveDefaultService } from '../../resources/service/default-service.ts';
import type { ChangeContext } from '../../rest/change-context.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { StoreResult } from '../../rest/idempotency/idempotency.ts';
import type { Transaction } from '../../storage/storage.ts';
import { toAutoCreatedWebhook } from './auto-created-webhook.ts';
import { findServiceSid, type InboundMessage, toEventSource, toNewMessage } from './inbound-message.ts';

/** Where an inbound message was posted. */
export type ReceivedMessage = {
  readonly serviceSid: string;
  readonly conversationSid: string;
  readonly participantSid: string | null;
  readonly messageSid: string;
  readonly conversationCreated: boolean;
};

/** The changes of pre-action webhooks. */
export interface PreActionChanges {
  readonly message?: Pick<NewMessage, 'author' | 'body' | 'attributes'>;
  readonly conversation?: Pick<Settings, 'friendlyName' | 'attributes'>;
}

/**
 * Posts a message from a channel to the conversation with its pair of addresses, or to a new conversation if the address
 * that it was sent to creates conversations.
 *
 * @returns undefined if there is no such conversation or address.
 * @throws ApiError for a message without content, and for media that is unknown or in use.
 */
export async function receiveInbound(
  deps: HandlerDeps,
  accountSid: string,
  inbound: InboundMessage,
  changes: PreActionChanges = {},
  storeResult?: StoreResult,
): Promise<ReceivedMessage | undefined> {
  // Before the transaction, since it creates the default service, if there is none, in its own transaction.
  const defaultServiceSid = await resolveDefaultService(deps, accountSid);
  const receiveOnce = () =>
    deps.storage.write(async (transaction) => {
      const { sids, limits } = deps;
      const context = { accountSid, now: deps.clock.now(), sids, limits };
      const received =
        (await addToConversation(transaction, inbound, changes, context)) ??
        (await startConversation(transaction, defaultServiceSid, inbound, changes, context));
      if (received !== undefined) await storeResult?.(transaction, received);
      return received;
    });
  return receiveOnce().catch((error: unknown) => {
    // Another process has just created the conversation, so a second try finds it.
    if (error instanceof ApiError && error.code === 50416) return receiveOnce();
    throw error;
  });
}

const toEventContext = (
  { accountSid, now }: ChangeContext,
  serviceSid: string,
  inbound: InboundMessage,
): EventContext => ({
  accountSid,
  serviceSid,
  source: toEventSource(inbound),
  actor: inbound.from,
  time: instant(now),
  webhookEnabled: true,
});

async function addToConversation(
  transaction: Transaction,
  inbound: InboundMessage,
  changes: PreActionChanges,
  context: ChangeContext,
): Promise<ReceivedMessage | undefined> {
  const { accountSid, now } = context;
  const addresses = { account_sid: accountSid, address: inbound.from, proxy_address: inbound.to };
  const pair = await transaction.one(findPair, addresses);
  const service = pair && (await transaction.one(findServiceSid, { id: pair.service_id }));
  if (pair === undefined || service === undefined) return undefined;
  const key = { account_sid: accountSid, chat_service_sid: service.sid, identifier: pair.conversation_sid };
  const found = await transaction.lock(lockConversationBy.sid, key);
  if (found === undefined || found.state === 'closed') return undefined;
  const settings = { ...toNewMessage(inbound), ...changes.message };
  const { row, decision } = await postMessage(transaction, found, settings, context);
  const after = chain(decision, reactivate(decision.conversation, now));
  const events = await persistDecision(transaction, found, after);
  appendEvents(transaction, toEventContext(context, service.sid, inbound), events);
  return {
    serviceSid: service.sid,
    conversationSid: found.sid,
    participantSid: row.participant_sid,
    messageSid: row.sid,
    conversationCreated: false,
  };
}

async function startConversation(
  transaction: Transaction,
  defaultServiceSid: string,
  inbound: InboundMessage,
  changes: PreActionChanges,
  context: ChangeContext,
): Promise<ReceivedMessage | undefined> {
  const { accountSid, now, sids } = context;
  const address = await findAutoCreation(transaction, accountSid, inbound.to);
  if (address === undefined) return undefined;
  const serviceSid = address.auto_creation_conversation_service_sid ?? defaultServiceSid;
  const key = { account_sid: accountSid, chat_service_sid: serviceSid };
  const defaults = await transaction.one(findCreateDefaults, key);
  if (defaults === undefined) return undefined;
  const created = { ...createContext(defaults), sid: sids.next('CH'), initializing: false };
  const creation = withAddressPair(create(changes.conversation ?? {}, created, now), inbound);
  const newMember = { messagingBindingAddress: inbound.from, messagingBindingProxyAddress: inbound.to };
  const added = await addParticipant(transaction, creation.conversation, newMember, context);
  const { conversation } = added.decision;
  const posted = await postMessage(transaction, conversation, toNewMessage(inbound), context);
  const webhook = toAutoCreatedWebhook(address);
  if (webhook !== undefined) await attachWebhook(transaction, creation.conversation, webhook, context);
  const decision = chain(chain(creation, added.decision), posted.decision);
  await transaction.insert(addConversation, decision.conversation);
  appendEvents(transaction, toEventContext(context, serviceSid, inbound), subjectEvents(decision));
  return {
    serviceSid,
    conversationSid: decision.conversation.sid,
    participantSid: posted.row.participant_sid,
    messageSid: posted.row.sid,
    conversationCreated: true,
  };
}

/** The event of a conversation that an address started includes the address pair. */
const withAddressPair = ({ conversation, events }: Decision, { from, to }: InboundMessage): Decision => ({
  conversation,
  events: events.map((event) => {
    if (event.name !== 'onConversationAdded') return event;
    const pair = { messaging_binding_address: from, messaging_binding_proxy_address: to };
    return { ...event, properties: { ...event.properties, ...pair } };
  }),
});
