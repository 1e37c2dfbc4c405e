import { Resolver } from 'node:dns';
import { type ActionLimits, durationForm, type Limits, parseDuration, sidPattern } from '@colloquy/contract';
import type { Credential } from '../accounts/credential.ts';
import { databaseUrlForms, parseDatabaseUrl } from '../storage/database-url.ts';
import { ConfigError } from './config-error.ts';
import {
  type CacheSizes,
  parseActionLimits,
  parseCacheSizes,
  parseHeapGrowth,
  parseLimits,
  parseRealtimeLimits,
  type RealtimeLimits,
} from './limits.ts';
import { isLoopback } from './loopback.ts';
import { type MediaConfig, parseMedia } from './media-config.ts';
import { type OptionName, options, type Settings } from './options.ts';
import { invalidSetting, splitList } from './setting-values.ts';

/** The settings, checked and converted to the types that the server uses. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string;
  /** The same database without a pooler in between. */
  readonly databaseDirectUrl: string | undefined;
  /** Those of accounts come before those of API keys; empty if no account is configured. */
  readonly credentials: readonly Credential[];
  /** Without a slash at the end. */
  readonly publicUrl: string | undefined;
  readonly media: MediaConfig;
  readonly limits: Limits;
  readonly realtime: RealtimeLimits;
  readonly actionLimits: ActionLimits;
  readonly cacheSizes: CacheSizes;
  /** By how much the heap may grow between collections, in percent of what was in use. */
  readonly heapGrowthPercent: number;
  /** Number of requests that are kept in memory. */
  readonly requestHistory: number;
  readonly logLevel: string;
  readonly testClock: boolean;
  /** Whether webhooks may go to loopback, private and link-local addresses. */
  readonly privateWebhooks: boolean;
  /** Those that resolve the host names of webhooks; empty for those of the system. */
  readonly nameServers: readonly string[];
  /** How long finished webhook deliveries are kept. */
  readonly webhookRetentionMs: number;
  /** How long events stay in the log. */
  readonly eventRetentionMs: number;
  /** How long a server that is told to stop still accepts requests. */
  readonly shutdownGraceMs: number;
  /** Whether `POST /colloquy/v1/reset` exists. */
  readonly allowReset: boolean;
  /** Whether tests can create accounts and inject faults. */
  readonly testTools: boolean;
  /** Whether there is a search index. */
  readonly search: boolean;
  /** Whether the web console is served, if it has been built. */
  readonly console: boolean;
  /** Whether the example page is served. */
  readonly examples: boolean;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** @throws ConfigError for the first invalid setting. */
export function parseConfig(settings: Settings): Config {
  const port = Number(settings.port);
  if (!/^\d+$/.test(settings.port) || port > 65_535)
    throw invalidSetting(settings, 'port', 'a port number from 0 to 65535');
  if (parseDatabaseUrl(settings.databaseUrl) === undefined)
    throw invalidSetting(settings, 'databaseUrl', databaseUrlForms);
  if (!logLevels.includes(settings.logLevel))
    throw invalidSetting(settings, 'logLevel', `one of ${logLevels.join(', ')}`);
  const credentials = parseCredentials(settings);
  // A public URL means that a proxy makes the server reachable from elsewhere.
  const isLocal = isLoopback(settings.host) && settings.publicUrl === '';
  return {
    port,
    host: settings.host,
    databaseUrl: settings.databaseUrl,
    databaseDirectUrl: parseDirectUrl(settings),
    credentials,
    publicUrl: settings.publicUrl === '' ? undefined : parsePublicUrl(settings),
    media: parseMedia(settings),
    limits: parseLimits(settings),
    realtime: parseRealtimeLimits(settings),
    actionLimits: parseActionLimits(settings),
    cacheSizes: parseCacheSizes(settings),
    heapGrowthPercent: parseHeapGrowth(settings),
    requestHistory: parseRequestHistory(settings),
    logLevel: settings.logLevel,
    testClock: parseSwitch(settings, 'testClock'),
    allowReset: parseSwitch(settings, 'allowReset'),
    testTools: parseSwitch(settings, 'testTools'),
    webhookRetentionMs: parseRetention(settings, 'webhookRetention'),
    eventRetentionMs: parseRetention(settings, 'eventRetention'),
    nameServers: parseNameServers(settings),
    shutdownGraceMs: parseShutdownGrace(settings),
    privateWebhooks: parseSwitch(settings, 'privateWebhooks', isLocal),
    search: parseSwitch(settings, 'search'),
    console: parseSwitch(settings, 'console'),
    // On loopback, the page creates tokens of any user without credentials. A server with configured accounts may have real ones.
    examples: parseSwitch(settings, 'examples', isLocal && credentials.length === 0),
  };
}

function parseDirectUrl(settings: Settings): string | undefined {
  const { databaseUrl, databaseDirectUrl: url } = settings;
  if (url === '') return undefined;
  const isServer = parseDatabaseUrl(databaseUrl)?.kind === 'server';
  if (!isServer || !parseDatabaseUrl(url)?.engine.capabilities.signals.supported)
    throw invalidSetting(
      settings,
      'databaseDirectUrl',
      'a URL with which Colloquy reaches the PostgreSQL of the database URL directly, such as postgres://user:password@host/name',
    );
  return url;
}

function parseRetention(settings: Settings, name: OptionName): number {
  const duration = parseDuration(settings[name]);
  if (!duration)
    throw invalidSetting(
      settings,
      name,
      `${durationForm}, longer than zero, such as ${options[name].default}`,
    );
  return duration;
}

/** A request takes up to about 8 KB. */
const maxRequestHistory = 10_000;

function parseRequestHistory(settings: Settings): number {
  const count = Number(settings.requestHistory);
  if (!/^\d{1,5}$/.test(settings.requestHistory) || count > maxRequestHistory)
    throw invalidSetting(settings, 'requestHistory', `a whole number from 0 to ${maxRequestHistory}`);
  return count;
}

/** A longer wait than this is more likely a mistake than a load balancer. */
const maxShutdownGraceMs = 600_000;

function parseShutdownGrace(settings: Settings): number {
  const duration = parseDuration(settings.shutdownGrace);
  if (duration === undefined || duration > maxShutdownGraceMs)
    throw invalidSetting(settings, 'shutdownGrace', 'an ISO 8601 duration up to PT10M, such as PT10S');
  return duration;
}

function parseSwitch(settings: Settings, name: OptionName, fallback = false): boolean {
  if (!['', '0', '1', 'true', 'false'].includes(settings[name]))
    throw invalidSetting(settings, name, '1 or 0');
  return settings[name] === '' ? fallback : ['1', 'true'].includes(settings[name]);
}

/** Node refuses a list with an invalid address only when it is first used, so that the start checks it. */
function parseNameServers(settings: Settings): string[] {
  const servers = splitList(settings.nameServers);
  try {
    new Resolver().setServers(servers);
  } catch {
    throw invalidSetting(
      settings,
      'nameServers',
      'IP addresses with optional ports, such as 10.0.0.2,[fd00::2]:5353',
    );
  }
  return servers;
}

function parsePublicUrl(settings: Settings): string {
  const text = settings.publicUrl;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw invalidSetting(
      settings,
      'publicUrl',
      'an absolute http or https URL without a query, such as https://chat.example.com',
    );
  }
  return text.replace(/\/+$/, '');
}

function parseCredentials(settings: Settings): Credential[] {
  const { accountSid, authToken, accounts, apiKeys } = settings;
  if ((accountSid === '') !== (authToken === '')) {
    const missing = accountSid === '' ? 'COLLOQUY_ACCOUNT_SID' : 'COLLOQUY_AUTH_TOKEN';
    throw new ConfigError(
      `COLLOQUY_ACCOUNT_SID and COLLOQUY_AUTH_TOKEN must be set together, but ${missing} is not set.`,
    );
  }
  if (accountSid !== '' && !sidPattern('AC').test(accountSid))
    throw invalidSetting(settings, 'accountSid', 'AC and 32 hexadecimal digits');
  if (accountSid !== '' && !alphanumeric.test(authToken))
    throw invalidSetting(settings, 'authToken', 'letters and digits only');
  const others = splitList(accounts).map((pair) => {
    const [sid = '', secret = ''] = pair.split(':');
    if (!sidPattern('AC').test(sid) || !alphanumeric.test(secret))
      throw invalidSetting(
        settings,
        'accounts',
        'AC...:TOKEN,AC...:TOKEN, the tokens of letters and digits only',
      );
    return { sid, secret, accountSid: sid };
  });
  const configured = [
    ...(accountSid === '' ? [] : [{ sid: accountSid, secret: authToken, accountSid }]),
    ...others,
  ];
  const first = configured[0]?.sid;
  const keys = splitList(apiKeys).map((key) => {
    const [sid = '', secret = '', owner = first] = key.split(':');
    if (!sidPattern('SK').test(sid) || !alphanumeric.test(secret))
      throw invalidSetting(settings, 'apiKeys', 'SK...:SECRET[:AC...],...');
    const account = configured.find((each) => each.sid === owner);
    if (account === undefined) {
      throw new ConfigError(`COLLOQUY_API_KEYS: the account of the key ${sid} is not configured.`);
    }
    return { sid, secret, accountSid: account.sid };
  });
  const all = [...configured, ...keys];
  const duplicate = all.find(({ sid }, index) => all.findIndex((each) => each.sid === sid) !== index);
  if (duplicate !== undefined) throw new ConfigError(`${duplicate.sid} is configured twice.`);
  return all;
}

/** Some SDKs refuse other characters in credentials before they send anything. */
const alphanumeric = /^[A-Za-z0-9]+$/;
