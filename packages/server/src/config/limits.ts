import type { Limits } from '@colloquy/contract';
import type { OptionName, Settings } from './options.ts';
import { invalidSetting } from './setting-values.ts';

/** @throws ConfigError for a limit that is no count. */
export function parseLimits(settings: Settings): Limits {
  const count = (name: OptionName): number => {
    const text = settings[name];
    if (!/^[1-9]\d{0,8}$/.test(text)) throw invalidSetting(name, 'a number from 1');
    return Number(text);
  };
  return {
    participantsPerConversation: count('maxParticipants'),
    nonChatParticipantsPerConversation: count('maxNonChatParticipants'),
    webhooksPerConversation: count('maxWebhooks'),
    participantsPerRequest: count('maxParticipantsPerRequest'),
    conversationsPerIdentity: count('maxConversationsPerIdentity'),
  };
}
