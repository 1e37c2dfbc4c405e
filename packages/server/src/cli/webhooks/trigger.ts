import { setTimeout } from 'node:timers/promises';
import type { Client } from '@colloquy/client';
import { listWebhookEvents, type PostActionEvent, triggerWebhook } from '@colloquy/contract';
import { ConfigError, UsageError } from '../../config/config-error.ts';
import { toApiJson } from '../api-json.ts';
import type { CommandInput } from '../command.ts';
import type { CallServer } from '../connection/call-server.ts';
import { connect } from '../connection/connect.ts';
import { decodeArgument } from '../decode-argument.ts';
import { runFixture } from './fixtures.ts';
import { formatDeliveryTable } from './format.ts';
import { formatEvent, type WebhookEvent } from './format-event.ts';

type TriggerInput = CommandInput<'conversation' | 'message' | 'url'>;

const { EventType, ConversationSid, MessageSid } = triggerWebhook.parameters;

/** The simulator of channels reports a delivery within seconds; everything else happens with its request. */
const [pollIntervalMs, maxPolls] = [200, 75];

/** `colloquy webhooks trigger EVENT`: the newest such event of a conversation again, or a new one by a fixture. */
export async function trigger(input: TriggerInput, event: string): Promise<void> {
  const { conversation, message } = input.flags;
  const eventType = decodeArgument('EVENT', event, EventType.codec);
  if (conversation === undefined) {
    if (message !== undefined)
      throw new UsageError('--message needs the conversation that it is in: --conversation CH...');
    return triggerFixture(input, eventType);
  }
  const conversationSid = decodeArgument('--conversation', conversation, ConversationSid.codec);
  const messageSid =
    message === undefined ? undefined : decodeArgument('--message', message, MessageSid.codec);
  const triggered = await connect(input).call((client) =>
    client.triggerWebhook({ eventType, conversationSid, messageSid }),
  );
  const { deliveries } = triggered;
  input.output.result(
    toApiJson(triggerWebhook.reply.properties, triggered),
    deliveries.length === 0 ? `No webhook wants ${event} there.` : formatDeliveryTable(deliveries),
  );
}

async function triggerFixture(input: TriggerInput, eventName: PostActionEvent): Promise<void> {
  const { call } = connect(input);
  const { position } = (await call((client: Client) => client.pageWebhookEvents({ pageSize: 1 }))).meta;
  const conversation = await call((client) => runFixture(client, eventName));
  if (conversation === undefined)
    throw new ConfigError(
      `There is no fixture for ${eventName}. Name a conversation in which it has happened with --conversation CH...`,
    );
  const happened = await waitForEvent(call, eventName, conversation, position);
  input.output.result(toApiJson(listWebhookEvents.reply.item.properties, happened), formatEvent(happened));
}

async function waitForEvent(
  call: CallServer,
  eventName: PostActionEvent,
  conversation: string,
  after: number,
): Promise<WebhookEvent> {
  for (let poll = 0; poll < maxPolls; poll++) {
    const { items } = await call((client) => client.pageWebhookEvents({ eventName, after }));
    // Events of users are in no conversation.
    const found = items.find(({ conversationSid }) => (conversationSid ?? conversation) === conversation);
    if (found !== undefined) return found;
    await setTimeout(pollIntervalMs);
  }
  throw new ConfigError(`${eventName} has not happened in ${conversation}. Is the test clock frozen?`);
}
