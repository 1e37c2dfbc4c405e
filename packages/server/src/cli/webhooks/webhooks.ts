import { type Config, parseConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { readArguments } from '../../config/read-settings.ts';
import { parseRemoteServer, type RemoteServer } from '../remote-server.ts';
import { onShutdownSignal } from '../shutdown-signals.ts';
import { formatDelivery, formatDeliveryTable } from './format.ts';
import { listen } from './listen.ts';
import { createWebhooksApi, type Delivery, type Query, type WebhooksApi } from './webhooks-api.ts';

const filters = ['state', 'event', 'conversation', 'service', 'target'] as const;

/** What each verb takes beside `--url`, and whether a name comes first. */
const verbs = {
  list: { flags: [...filters, 'limit'], argument: 'never' },
  show: { flags: [], argument: 'always' },
  replay: { flags: [...filters, 'to'], argument: 'maybe' },
  trigger: { flags: ['conversation', 'message'], argument: 'always' },
  listen: { flags: ['forward-to'], argument: 'never' },
} as const;

type Verb = keyof typeof verbs;
type Flag = (typeof verbs)[Verb]['flags'][number];
type Flags = { readonly [Name in Flag]?: string };

/** `colloquy webhooks list | show | replay | trigger | listen`: of a running server. */
export async function webhooks([verb = '', ...rest]: readonly string[]): Promise<void> {
  if (!isVerb(verb))
    throw new ConfigError('webhooks goes with list, show, replay, trigger or listen. See colloquy --help.');
  const { argument, flags } = verbs[verb];
  const hasArgument = rest[0] !== undefined && !rest[0].startsWith('-');
  if (argument === 'always' && !hasArgument)
    throw new ConfigError(
      verb === 'show' ? 'show takes a delivery: WD...' : 'trigger takes the name of an event.',
    );
  const [name, args] = hasArgument && argument !== 'never' ? [rest[0], rest.slice(1)] : [undefined, rest];
  const { settings, commandFlags } = readArguments<Flag | 'url'>(args, process.env, [...flags, 'url']);
  const config = parseConfig(settings);
  const server = parseRemoteServer(commandFlags.url ?? defaultUrl(config), config);
  const api = createWebhooksApi(server);
  switch (verb) {
    case 'list':
      return list(api, commandFlags);
    case 'show':
      return console.log(formatDelivery(await api.delivery(name ?? '')));
    case 'replay':
      return name === undefined ? replayMany(api, commandFlags) : replay(api, name, commandFlags);
    case 'trigger':
      return trigger(api, name, commandFlags);
    case 'listen':
      return listenUntilStopped(api, server, commandFlags['forward-to']);
  }
}

const isVerb = (word: string): word is Verb => Object.hasOwn(verbs, word);

/** Where a server with these settings is. */
function defaultUrl({ host, port }: Config): string {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

const toQuery = ({ state, event, conversation, service, target }: Flags): Query => ({
  State: state,
  EventName: event,
  ConversationSid: conversation,
  ServiceSid: service,
  Target: target,
});

/** The longest page of the server. */
const maxPageSize = 100;

async function list(api: WebhooksApi, flags: Flags): Promise<void> {
  const limit = Number(flags.limit ?? 20);
  if (!Number.isInteger(limit) || limit < 1) throw new ConfigError('--limit must be a number from 1.');
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
  console.log(
    found.length === 0 ? 'There are no such deliveries.' : formatDeliveryTable(found.slice(0, limit)),
  );
  if (found.length > limit || token !== undefined) console.log(`\nThere are more: see them with --limit.`);
}

const parseNextPageToken = (url: string | null): string | undefined =>
  url === null ? undefined : (new URL(url).searchParams.get('PageToken') ?? undefined);

async function replay(api: WebhooksApi, sid: string, { to, ...others }: Flags): Promise<void> {
  const [other] = Object.keys(others).filter((flag) => flag !== 'url');
  if (other !== undefined) throw new ConfigError(`--${other} goes with replay of many, without ${sid}.`);
  const { state, url } = await api.replay(sid, { Url: to });
  console.log(`${sid} is ${state}: it goes to ${url}.`);
}

async function replayMany(api: WebhooksApi, { to, ...flags }: Flags): Promise<void> {
  if (to !== undefined) throw new ConfigError('--to goes with replay of one: replay WD... --to URL.');
  if (flags.state === undefined)
    throw new ConfigError('replay takes a delivery, WD..., or those in a state, such as --state dead.');
  let replayed = 0;
  let token: string | undefined;
  do {
    const result = await api.replayMany({ ...toQuery(flags), PageToken: token });
    replayed += result.replayed;
    token = result.next_page_token ?? undefined;
  } while (token !== undefined);
  console.log(replayed === 1 ? '1 delivery goes once more.' : `${replayed} deliveries go once more.`);
}

async function trigger(api: WebhooksApi, event: string | undefined, flags: Flags): Promise<void> {
  if (flags.conversation === undefined) throw new ConfigError('trigger takes --conversation CH...');
  const { deliveries } = await api.trigger({
    EventType: event,
    ConversationSid: flags.conversation,
    MessageSid: flags.message,
  });
  console.log(deliveries.length === 0 ? `No webhook wants ${event} there.` : formatDeliveryTable(deliveries));
}

async function listenUntilStopped(
  api: WebhooksApi,
  server: RemoteServer,
  forwardTo: string | undefined,
): Promise<void> {
  const stop = new AbortController();
  onShutdownSignal(() => stop.abort());
  await listen({ api, server, forwardTo, print: console.log, signal: stop.signal });
}
