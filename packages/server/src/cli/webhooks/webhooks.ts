import { type Config, parseConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import type { CommandInput } from '../command.ts';
import { parseRemoteServer, type RemoteServer } from '../remote-server.ts';
import { onShutdownSignal } from '../shutdown-signals.ts';
import { formatDelivery, formatDeliveryTable } from './format.ts';
import { listen } from './listen.ts';
import { createWebhooksApi, type Delivery, type Query, type WebhooksApi } from './webhooks-api.ts';

type Filter = 'state' | 'event' | 'conversation' | 'service' | 'target';
type Input<Flag extends string = never> = CommandInput<Flag | 'url'>;

/** The server that the settings and `--url` name. */
function connect({ settings, flags }: Input): { readonly api: WebhooksApi; readonly server: RemoteServer } {
  const config = parseConfig(settings);
  const server = parseRemoteServer(flags.url ?? defaultUrl(config), config);
  return { api: createWebhooksApi(server), server };
}

/** The URL of a server on this machine with the same settings. */
function defaultUrl({ host, port }: Config): string {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

const toQuery = ({ state, event, conversation, service, target }: Input<Filter>['flags']): Query => ({
  State: state,
  EventName: event,
  ConversationSid: conversation,
  ServiceSid: service,
  Target: target,
});

/** The server's maximum. */
const maxPageSize = 100;

/** `colloquy webhooks list`. */
export async function list(input: Input<Filter | 'limit'>): Promise<void> {
  const { flags } = input;
  const limit = Number(flags.limit ?? 20);
  if (!Number.isInteger(limit) || limit < 1)
    throw new ConfigError('--limit must be a whole number of at least 1.');
  const { api } = connect(input);
  const found: Delivery[] = [];
  let token: string | undefined;
  do {
    const { deliveries, meta } = await api.deliveries({
      ...toQuery(flags),
      PageSize: String(Math.min(limit, maxPageSize)),
      PageToken: token,
    });
    found.push(...deliveries);
    token = parseNextPageToken(meta.next_page_url);
  } while (found.length < limit && token !== undefined);
  console.log(found.length === 0 ? 'No deliveries match.' : formatDeliveryTable(found.slice(0, limit)));
  if (found.length > limit || token !== undefined)
    console.log('\nThere are more. Raise --limit to see them.');
}

const parseNextPageToken = (url: string | null): string | undefined =>
  url === null ? undefined : (new URL(url).searchParams.get('PageToken') ?? undefined);

/** `colloquy webhooks show DELIVERY`. */
export async function show(input: Input, sid: string): Promise<void> {
  console.log(formatDelivery(await connect(input).api.delivery(sid)));
}

/** `colloquy webhooks replay`: one delivery, or all in a state. */
export async function replay(input: Input<Filter | 'to'>, sid: string): Promise<void> {
  if (sid === '') return replayMany(input);
  const { to, url: _, ...others } = input.flags;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new ConfigError(`--${other} selects several deliveries; it cannot be combined with ${sid}.`);
  const { state, url } = await connect(input).api.replay(sid, { Url: to });
  console.log(`${sid} is ${state} and will be sent to ${url}.`);
}

async function replayMany(input: Input<Filter | 'to'>): Promise<void> {
  const { to, ...flags } = input.flags;
  if (to !== undefined)
    throw new ConfigError('--to replays a single delivery: webhooks replay WD... --to URL.');
  if (flags.state === undefined)
    throw new ConfigError('webhooks replay needs a delivery, WD..., or a state, such as --state dead.');
  const { api } = connect(input);
  let replayed = 0;
  let token: string | undefined;
  do {
    const result = await api.replayMany({ ...toQuery(flags), PageToken: token });
    replayed += result.replayed;
    token = result.next_page_token ?? undefined;
  } while (token !== undefined);
  console.log(
    replayed === 1 ? '1 delivery will be sent again.' : `${replayed} deliveries will be sent again.`,
  );
}

/** `colloquy webhooks trigger EVENT`. */
export async function trigger(input: Input<'conversation' | 'message'>, event: string): Promise<void> {
  const { conversation, message } = input.flags;
  if (conversation === undefined) throw new ConfigError('webhooks trigger needs --conversation CH...');
  const { deliveries } = await connect(input).api.trigger({
    EventType: event,
    ConversationSid: conversation,
    MessageSid: message,
  });
  console.log(deliveries.length === 0 ? `No webhook wants ${event} there.` : formatDeliveryTable(deliveries));
}

/** `colloquy webhooks listen`: until a signal stops it. */
export async function listenUntilStopped(input: Input<'forward-to'>): Promise<void> {
  const { api, server } = connect(input);
  const stop = new AbortController();
  onShutdownSignal(() => stop.abort());
  await listen({
    api,
    server,
    forwardTo: input.flags['forward-to'],
    print: console.log,
    signal: stop.signal,
  });
}
