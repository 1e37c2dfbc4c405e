import { type Config, parseConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { readArguments } from '../../config/read-settings.ts';
import { parseRemoteServer, type RemoteServer } from '../remote-server.ts';
import { onShutdownSignal } from '../shutdown-signals.ts';
import { formatDelivery, formatDeliveryTable } from './format.ts';
import { listen } from './listen.ts';
import { createWebhooksApi, type Delivery, type Query, type WebhooksApi } from './webhooks-api.ts';

const filters = ['state', 'event', 'conversation', 'service', 'target'] as const;

/** The flags of each verb besides `--url`, and whether it takes an argument. */
const verbs = {
  list: { flags: [...filters, 'limit'], argument: 'never' },
  show: { flags: [], argument: 'always' },
  replay: { flags: [...filters, 'to'], argument: 'optional' },
  trigger: { flags: ['conversation', 'message'], argument: 'always' },
  listen: { flags: ['forward-to'], argument: 'never' },
} as const;

type Verb = keyof typeof verbs;
type Flag = (typeof verbs)[Verb]['flags'][number];
type Flags = { readonly [Name in Flag]?: string };

/** `colloquy webhooks list | show | replay | trigger | listen`: inspects the webhooks of a running server. */
export async function webhooks([verb = '', ...rest]: readonly string[]): Promise<void> {
  if (!isVerb(verb))
    throw new ConfigError(
      'colloquy webhooks needs one of: list, show, replay, trigger, listen. See colloquy --help.',
    );
  const { argument, flags } = verbs[verb];
  const hasArgument = rest[0] !== undefined && !rest[0].startsWith('-');
  if (argument === 'always' && !hasArgument)
    throw new ConfigError(
      verb === 'show'
        ? 'webhooks show needs a delivery: WD...'
        : 'webhooks trigger needs the name of an event.',
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

/** The URL of a server on this machine with the same settings. */
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

/** The server's maximum. */
const maxPageSize = 100;

async function list(api: WebhooksApi, flags: Flags): Promise<void> {
  const limit = Number(flags.limit ?? 20);
  if (!Number.isInteger(limit) || limit < 1)
    throw new ConfigError('--limit must be a whole number of at least 1.');
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

async function replay(api: WebhooksApi, sid: string, { to, ...others }: Flags): Promise<void> {
  const [other] = Object.keys(others).filter((flag) => flag !== 'url');
  if (other !== undefined)
    throw new ConfigError(`--${other} selects several deliveries; it cannot be combined with ${sid}.`);
  const { state, url } = await api.replay(sid, { Url: to });
  console.log(`${sid} is ${state} and will be sent to ${url}.`);
}

async function replayMany(api: WebhooksApi, { to, ...flags }: Flags): Promise<void> {
  if (to !== undefined)
    throw new ConfigError('--to replays a single delivery: webhooks replay WD... --to URL.');
  if (flags.state === undefined)
    throw new ConfigError('webhooks replay needs a delivery, WD..., or a state, such as --state dead.');
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

async function trigger(api: WebhooksApi, event: string | undefined, flags: Flags): Promise<void> {
  if (flags.conversation === undefined) throw new ConfigError('webhooks trigger needs --conversation CH...');
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
