import type { Limits } from '@colloquy/contract';
import type { OptionName, Settings } from './options.ts';
import { invalidSetting } from './setting-values.ts';

/** @throws ConfigError for a limit that is not a positive number. */
export function parseLimits(settings: Settings): Limits {
  const count = (name: OptionName): number => {
    const text = settings[name];
    if (!/^[1-9]\d{0,8}$/.test(text)) throw invalidSetting(settings, name, 'a positive number');
    return Number(text);
  };
  return {
    maxParticipantsPerConversation: count('maxParticipants'),
    maxNonChatParticipantsPerConversation: count('maxNonChatParticipants'),
    maxWebhooksPerConversation: count('maxWebhooks'),
    maxParticipantsPerRequest: count('maxParticipantsPerRequest'),
    maxConversationsPerIdentity: count('maxConversationsPerIdentity'),
  };
}
