import { retentionParameters } from '@colloquy/contract';
import { decodeArgument } from '../decode-argument.ts';

/** The flags for periods. */
export type PeriodFlag = 'messages' | 'closed-conversations' | 'media';

/** The periods of flags: null for an empty one, undefined for one that is left out. @throws UsageError */
export function parsePeriods(flags: { readonly [Name in PeriodFlag]?: string }) {
  const { codec } = retentionParameters.Messages;
  const parse = (flag: PeriodFlag): string | null | undefined => {
    const text = flags[flag];
    return text === '' ? null : text && decodeArgument(`--${flag}`, text, codec);
  };
  return {
    closedConversations: parse('closed-conversations'),
    messages: parse('messages'),
    media: parse('media'),
  };
}
