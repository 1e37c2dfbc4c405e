import type { Conversation } from '../api/conversations.ts';
import { Badge } from './badge.tsx';

const tones = { initializing: 'neutral', active: 'success', inactive: 'warning', closed: 'neutral' } as const;

/** The state of a conversation, as a word. */
export const ConversationState = ({ state }: Pick<Conversation, 'state'>) => (
  <Badge tone={tones[state]}>{state}</Badge>
);
