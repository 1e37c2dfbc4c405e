import { type ActionLimits, channelOf, type Limits } from '@colloquy/contract';
import type { OptionName, Settings } from './options.ts';
import { invalidSetting, splitList } from './setting-values.ts';

/** The bounds of real time in one process. */
export interface RealtimeLimits {
  readonly maxSessions: {
    readonly total: number;
    readonly perAccount: number;
    readonly perIdentity: number;
  };
  readonly maxSubscriptionsPerSession: number;
  /** Of all sessions together. */
  readonly maxSessionBufferBytes: number;
}

/** @throws ConfigError for a limit that is not a whole number from 1. */
export function parseRealtimeLimits(settings: Settings): RealtimeLimits {
  return {
    maxSessions: {
      total: parseCount(settings, 'maxSessions'),
      perAccount: parseCount(settings, 'maxSessionsPerAccount'),
      perIdentity: parseCount(settings, 'maxSessionsPerIdentity'),
    },
    maxSubscriptionsPerSession: parseCount(settings, 'maxSubscriptionsPerSession'),
    maxSessionBufferBytes: parseCount(settings, 'maxSessionBufferBytes'),
  };
}

/** @throws ConfigError for a percentage that is not a whole number from 1. */
export const parseHeapGrowth = (settings: Settings): number => parseCount(settings, 'heapGrowthPercent');

/** The bounds of caches in one process, in bytes. */
export interface CacheSizes {
  readonly responses: number;
  /** Of pages of a SQLite database. */
  readonly database: number;
}

/** @throws ConfigError for a size that is not a whole number from 1. */
export const parseCacheSizes = (settings: Settings): CacheSizes => ({
  responses: parseCount(settings, 'responseCacheBytes'),
  database: parseCount(settings, 'databaseCacheBytes'),
});

/** @throws ConfigError for a limit that is not a whole number from 1. */
export function parseLimits(settings: Settings): Limits {
  const count = (name: OptionName): number => parseCount(settings, name);
  return {
    maxParticipantsPerConversation: count('maxParticipants'),
    maxNonChatParticipantsPerConversation: count('maxNonChatParticipants'),
    maxWebhooksPerConversation: count('maxWebhooks'),
    maxParticipantsPerRequest: count('maxParticipantsPerRequest'),
    maxConversationsPerIdentity: count('maxConversationsPerIdentity'),
    ownAddresses: parseOwnAddresses(settings),
  };
}

/** @throws ConfigError for a limit that is not a whole number from 1. */
export function parseActionLimits(settings: Settings): ActionLimits {
  const limit = (name: OptionName) => (settings[name] === '' ? undefined : parseCount(settings, name));
  return { perConversation: limit('maxConversationActions'), perService: limit('maxServiceActions') };
}

function parseCount(settings: Settings, name: OptionName): number {
  const text = settings[name];
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw invalidSetting(settings, name, 'a whole number from 1 to 999999999');
  return Number(text);
}

function parseOwnAddresses(settings: Settings): ReadonlySet<string> {
  const addresses = splitList(settings.proxyAddresses);
  if (addresses.some((address) => channelOf(address) === undefined))
    throw invalidSetting(
      settings,
      'proxyAddresses',
      'addresses separated by commas, such as +15550100,whatsapp:+15550100',
    );
  return new Set(addresses);
}
