import type { Client } from '@colloquy/client';
import { Badge } from './badge.tsx';

type State = Awaited<ReturnType<Client['fetchWebhookDelivery']>>['state'];

const words: Readonly<
  Record<State, readonly [word: string, tone: 'neutral' | 'success' | 'warning' | 'danger']>
> = {
  pending: ['pending', 'warning'],
  delivered: ['delivered', 'success'],
  dead: ['dead letter', 'danger'],
  unsupported: ['only stored', 'neutral'],
  pre_action: ['pre-action', 'neutral'],
};

/** What a state of a delivery is called. */
export const deliveryStateName = (state: State): string => words[state][0];

/** The state of a delivery of a webhook, as a word. */
export function DeliveryState({ state }: { readonly state: State }) {
  const [word, tone] = words[state];
  return <Badge tone={tone}>{word}</Badge>;
}
