import { instant } from '../../platform/instant.ts';
import { createContext } from '../../resources/conversation/create-conversation.ts';
import { persistDecision } from '../../resources/conversation/persist-decision.ts';
import {
  chain,
  create,
  type Decision,
  finishInitializing,
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
import { type ConversationPlan, planConversation } from './plan-conversation.ts';

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
 * @throws ApiError for media that is unknown or in use, for addresses that do not match,
 * and 50416 if another transaction has just created a conversation with the same addresses.
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
  const { initializing, settings, members, addresses } = planConversation(inbound);
  const created = { ...createContext(defaults), sid: context.sids.next('CH'), initializing };
  const creation = create({ ...settings, ...changes.conversation }, created, context.now);
  let decision = withAddresses(creation, addresses);
  for (const member of members) {
    const added = await addParticipant(transaction, decision.conversation, member, context);
    decision = chain(decision, added.decision);
  }
  const posted = await postMessage(transaction, decision.conversation, toNewMessage(inbound), context);
  decision = chain(decision, posted.decision);
  if (initializing)
    decision = chain(decision, finishInitializing(decision.conversation, 'active', 'EVENT', context.now));
  const webhook = toAutoCreatedWebhook(address);
  if (webhook !== undefined) await attachWebhook(transaction, creation.conversation, webhook, context);
  await transaction.insert(addConversation, decision.conversation);
  return { row: posted.row, decision, events: subjectEvents(decision) };
}

/** The event of a conversation that an address started includes the addresses of the message. */
const withAddresses = (
  { conversation, events }: Decision,
  addresses: ConversationPlan['addresses'],
): Decision => ({
  conversation,
  events: events.map((event) =>
    event.name === 'onConversationAdded'
      ? { ...event, properties: { ...event.properties, ...addresses } }
      : event,
  ),
});
