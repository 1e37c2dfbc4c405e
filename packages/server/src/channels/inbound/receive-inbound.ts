import { instant } from '../../platform/instant.ts';
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
import { addConversation, type ConversationRow } from '../../resources/conversation/store.ts';
import { postMessage } from '../../resources/message/post-message.ts';
import type { NewMessage } from '../../resources/message/rules.ts';
import { addParticipant } from '../../resources/participant/add-participant.ts';
import { attachWebhook } from '../../resources/scoped-webhook/attach-webhook.ts';
import type { ChangeContext } from '../../rest/change-context.ts';
import type { Outcome } from '../../rest/handler.ts';
import type { Transaction } from '../../storage/storage.ts';
import { toAutoCreatedWebhook } from './auto-created-webhook.ts';
import type { Receiver, Starter } from './find-receiver.ts';
import { type InboundMessage, toEventSource, toNewMessage } from './inbound-message.ts';

/** The changes of pre-action webhooks. */
export interface PreActionChanges {
  readonly message?: Pick<NewMessage, 'author' | 'body' | 'attributes'>;
  readonly conversation?: Pick<Settings, 'friendlyName' | 'attributes'>;
}

/** Where an inbound message was posted. */
type ReceivedMessage = {
  readonly serviceSid: string;
  readonly conversationSid: string;
  readonly participantSid: string | null;
  readonly messageSid: string;
  readonly conversationCreated: boolean;
};

/**
 * Posts a message from a channel to the conversation, or to a new one.
 *
 * @throws ApiError for media that is unknown or in use, and 50416 if another transaction
 * has just created a conversation with the same addresses.
 */
export async function receiveInbound(
  transaction: Transaction,
  receiver: Receiver,
  inbound: InboundMessage,
  changes: PreActionChanges,
  context: ChangeContext,
): Promise<Outcome<ReceivedMessage>> {
  const { serviceSid } = receiver;
  const { row, decision, events } =
    'conversation' in receiver
      ? await addToConversation(transaction, receiver.conversation, inbound, changes, context)
      : await startConversation(transaction, receiver, inbound, changes, context);
  return {
    result: {
      serviceSid,
      conversationSid: decision.conversation.sid,
      participantSid: row.participant_sid,
      messageSid: row.sid,
      conversationCreated: !('conversation' in receiver),
    },
    events,
    eventContext: {
      accountSid: context.accountSid,
      serviceSid,
      source: toEventSource(inbound),
      actor: inbound.from,
      time: instant(context.now),
      webhookEnabled: true,
    },
  };
}

async function addToConversation(
  transaction: Transaction,
  found: ConversationRow,
  inbound: InboundMessage,
  changes: PreActionChanges,
  context: ChangeContext,
) {
  const settings = { ...toNewMessage(inbound), ...changes.message };
  const { row, decision } = await postMessage(transaction, found, settings, context);
  const after = chain(decision, reactivate(decision.conversation, context.now));
  return { row, decision: after, events: await persistDecision(transaction, found, after) };
}

async function startConversation(
  transaction: Transaction,
  { address, defaults }: Starter,
  inbound: InboundMessage,
  changes: PreActionChanges,
  context: ChangeContext,
) {
  const created = { ...createContext(defaults), sid: context.sids.next('CH'), initializing: false };
  const creation = withAddressPair(create(changes.conversation ?? {}, created, context.now), inbound);
  const newMember = { messagingBindingAddress: inbound.from, messagingBindingProxyAddress: inbound.to };
  const added = await addParticipant(transaction, creation.conversation, newMember, context);
  const posted = await postMessage(transaction, added.decision.conversation, toNewMessage(inbound), context);
  const webhook = toAutoCreatedWebhook(address);
  if (webhook !== undefined) await attachWebhook(transaction, creation.conversation, webhook, context);
  const decision = chain(chain(creation, added.decision), posted.decision);
  await transaction.insert(addConversation, decision.conversation);
  return { row: posted.row, decision, events: subjectEvents(decision) };
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
