import {
  fetchWebhookDelivery,
  listWebhookDeliveries,
  listWebhookEvents,
  replayWebhookDelivery,
} from '@colloquy/contract';
import { UsageError } from '../../config/config-error.ts';
import { toApiJson } from '../api-json.ts';
import type { CommandInput } from '../command.ts';
import { connect } from '../connection/connect.ts';
import { decodeArgument } from '../decode-argument.ts';
import { parseLimit } from '../parse-limit.ts';
import { onShutdownSignal } from '../server/shutdown-signals.ts';
import { formatDelivery, formatDeliveryTable } from './format.ts';
import { listen } from './listen.ts';

type Filter = 'state' | 'event' | 'conversation' | 'service' | 'target';
type Input<Flag extends string = never> = CommandInput<Flag | 'url'>;

const { State, EventName, ConversationSid, ServiceSid, Target } = listWebhookDeliveries.parameters;
const { EventName: WantedEvent } = listWebhookEvents.parameters;

const toFilters = ({ state, event, conversation, service, target }: Input<Filter>['flags']) => ({
  state: state === undefined ? undefined : decodeArgument('--state', state, State.codec),
  eventName: event === undefined ? undefined : decodeArgument('--event', event, EventName.codec),
  conversationSid:
    conversation === undefined
      ? undefined
      : decodeArgument('--conversation', conversation, ConversationSid.codec),
  serviceSid: service === undefined ? undefined : decodeArgument('--service', service, ServiceSid.codec),
  target: target === undefined ? undefined : decodeArgument('--target', target, Target.codec),
});

/** `colloquy webhooks list`. */
export async function list(input: Input<Filter | 'limit'>): Promise<void> {
  const { flags, output } = input;
  const limit = parseLimit(flags.limit);
  // One more than is printed, to find out whether there are more.
  const filters = { ...toFilters(flags), limit: limit + 1 };
  const found = await connect(input).call((client) => client.listWebhookDeliveries(filters));
  const listed = found.slice(0, limit);
  output.result(
    listed.map((each) => toApiJson(listWebhookDeliveries.reply.item.properties, each)),
    found.length === 0 ? 'No deliveries match.' : formatDeliveryTable(listed),
  );
  if (found.length > limit) output.note('\nThere are more. Raise --limit to see them.');
}

/** `colloquy webhooks show DELIVERY`. */
export async function show(input: Input, sid: string): Promise<void> {
  const delivery = await connect(input).call((client) => client.fetchWebhookDelivery(sid));
  input.output.result(toApiJson(fetchWebhookDelivery.reply.properties, delivery), formatDelivery(delivery));
}

/** `colloquy webhooks replay`: one delivery, or all in a state. */
export async function replay(input: Input<Filter | 'to'>, sid: string): Promise<void> {
  if (sid === '') return replayMany(input);
  const { to, url: _, ...others } = input.flags;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new UsageError(`--${other} selects several deliveries; it cannot be combined with ${sid}.`);
  const { call } = connect(input);
  const delivery = await call((client) => client.replayWebhookDelivery(sid, { url: to }));
  input.output.result(
    toApiJson(replayWebhookDelivery.reply.properties, delivery),
    `${sid} is ${delivery.state} and will be sent to ${delivery.url}.`,
  );
}

async function replayMany(input: Input<Filter | 'to'>): Promise<void> {
  const { to, ...flags } = input.flags;
  if (to !== undefined)
    throw new UsageError('--to replays a single delivery: webhooks replay WD... --to URL.');
  const { state, ...filters } = toFilters(flags);
  if (state === undefined)
    throw new UsageError('webhooks replay needs a delivery, WD..., or a state, such as --state dead.');
  const { call } = connect(input);
  let replayed = 0;
  let pageToken: number | undefined;
  do {
    const result = await call((client) => client.replayWebhookDeliveries({ state, ...filters, pageToken }));
    replayed += result.replayed;
    pageToken = result.nextPageToken === null ? undefined : Number(result.nextPageToken);
  } while (pageToken !== undefined);
  input.output.result(
    { replayed },
    replayed === 1 ? '1 delivery will be sent again.' : `${replayed} deliveries will be sent again.`,
  );
}

/** `colloquy webhooks listen`: until a signal stops it. */
export async function listenUntilStopped(input: CommandInput<'forward-to' | 'url', 'event'>): Promise<void> {
  const events = (input.lists.event ?? []).map((each) => decodeArgument('--event', each, WantedEvent.codec));
  const { call, server } = connect(input);
  const stop = new AbortController();
  onShutdownSignal(() => stop.abort());
  await listen({
    call,
    server,
    events,
    forwardTo: input.flags['forward-to'],
    output: input.output,
    signal: stop.signal,
  });
}
