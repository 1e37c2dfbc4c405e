import { type Config, parseConfig } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { readArguments } from '../../config/settings.ts';
import { type ServerAt, serverAt } from '../server-at.ts';
import { whenToldToStop } from '../told-to-stop.ts';
import { type Admin, adminAt, type Delivery, type Query } from './admin.ts';
import { listen } from './listen.ts';
import { deliveryTable, deliveryText } from './print.ts';

const filters = ['state', 'event', 'conversation', 'service', 'target'] as const;

/** What each verb takes beside `--url`, and whether a name comes first. */
const verbs = {
  list: { flags: [...filters, 'limit'], named: 'never' },
  show: { flags: [], named: 'always' },
  replay: { flags: [...filters, 'to'], named: 'maybe' },
  trigger: { flags: ['conversation', 'message'], named: 'always' },
  listen: { flags: ['forward-to'], named: 'never' },
} as const;

type Verb = keyof typeof verbs;
type Flag = (typeof verbs)[Verb]['flags'][number];
type Flags = { readonly [Name in Flag]?: string };

/** `colloquy webhooks list | show | replay | trigger | listen`: of a running server. */
export async function webhooks([verb = '', ...rest]: readonly string[]): Promise<void> {
  if (!isVerb(verb))
    throw new ConfigError('webhooks goes with list, show, replay, trigger or listen. See colloquy --help.');
  const { named, flags } = verbs[verb];
  const isNamed = rest[0] !== undefined && !rest[0].startsWith('-');
  if (named === 'always' && !isNamed)
    throw new ConfigError(
      verb === 'show' ? 'show takes a delivery: WD...' : 'trigger takes the name of an event.',
    );
  const [name, args] = isNamed && named !== 'never' ? [rest[0], rest.slice(1)] : [undefined, rest];
  const { settings, own } = readArguments<Flag | 'url'>(args, process.env, [...flags, 'url']);
  const config = parseConfig(settings);
  const server = serverAt(own.url ?? usualUrl(config), config);
  const admin = adminAt(server);
  switch (verb) {
    case 'list':
      return list(admin, own);
    case 'show':
      return console.log(deliveryText(await admin.delivery(name ?? '')));
    case 'replay':
      return name === undefined ? replayMany(admin, own) : replay(admin, name, own);
    case 'trigger':
      return trigger(admin, name, own);
    case 'listen':
      return listenUntilStopped(admin, server, own['forward-to']);
  }
}

const isVerb = (word: string): word is Verb => Object.hasOwn(verbs, word);

/** Where a server with these settings is. */
function usualUrl({ host, port }: Config): string {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

const queryOf = ({ state, event, conversation, service, target }: Flags): Query => ({
  State: state,
  EventName: event,
  ConversationSid: conversation,
  ServiceSid: service,
  Target: target,
});

/** The longest page of the server. */
const longestPage = 100;

async function list(admin: Admin, flags: Flags): Promise<void> {
  const limit = Number(flags.limit ?? 20);
  if (!Number.isInteger(limit) || limit < 1) throw new ConfigError('--limit must be a number from 1.');
  const found: Delivery[] = [];
  let token: string | undefined;
  do {
    const { deliveries, meta } = await admin.deliveries({
      ...queryOf(flags),
      PageSize: String(Math.min(limit, longestPage)),
      PageToken: token,
    });
    found.push(...deliveries);
    token = tokenIn(meta.next_page_url);
  } while (found.length < limit && token !== undefined);
  console.log(found.length === 0 ? 'There are no such deliveries.' : deliveryTable(found.slice(0, limit)));
  if (found.length > limit || token !== undefined) console.log(`\nThere are more: see them with --limit.`);
}

const tokenIn = (url: string | null): string | undefined =>
  url === null ? undefined : (new URL(url).searchParams.get('PageToken') ?? undefined);

async function replay(admin: Admin, sid: string, { to, ...others }: Flags): Promise<void> {
  const [other] = Object.keys(others).filter((flag) => flag !== 'url');
  if (other !== undefined) throw new ConfigError(`--${other} goes with replay of many, without ${sid}.`);
  const { state, url } = await admin.replay(sid, { Url: to });
  console.log(`${sid} is ${state}: it goes to ${url}.`);
}

async function replayMany(admin: Admin, { to, ...flags }: Flags): Promise<void> {
  if (to !== undefined) throw new ConfigError('--to goes with replay of one: replay WD... --to URL.');
  if (flags.state === undefined)
    throw new ConfigError('replay takes a delivery, WD..., or those in a state, such as --state dead.');
  let replayed = 0;
  let token: string | undefined;
  do {
    const answer = await admin.replayMany({ ...queryOf(flags), PageToken: token });
    replayed += answer.replayed;
    token = answer.next_page_token ?? undefined;
  } while (token !== undefined);
  console.log(replayed === 1 ? '1 delivery goes once more.' : `${replayed} deliveries go once more.`);
}

async function trigger(admin: Admin, event: string | undefined, flags: Flags): Promise<void> {
  if (flags.conversation === undefined) throw new ConfigError('trigger takes --conversation CH...');
  const { deliveries } = await admin.trigger({
    EventType: event,
    ConversationSid: flags.conversation,
    MessageSid: flags.message,
  });
  console.log(deliveries.length === 0 ? `No webhook wants ${event} there.` : deliveryTable(deliveries));
}

async function listenUntilStopped(
  admin: Admin,
  server: ServerAt,
  forwardTo: string | undefined,
): Promise<void> {
  const stop = new AbortController();
  whenToldToStop(() => stop.abort());
  await listen({ admin, server, forwardTo, print: console.log, signal: stop.signal });
}
