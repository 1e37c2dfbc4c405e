import { ApiError, channelOf, type EventProperties } from '@colloquy/contract';
import type { Settings } from '../../resources/conversation/rules.ts';
import type { NewParticipant } from '../../resources/participant/rules.ts';
import { groupOf, type InboundMessage } from './inbound-message.ts';

type AddedProperties = EventProperties<'onConversationAdded'>;

/** What an inbound message that belongs to no conversation starts one with. */
export interface ConversationPlan {
  /** Whether the conversation becomes active only after its members and the message were added. */
  readonly initializing: boolean;
  readonly settings: Settings;
  readonly members: readonly NewParticipant[];
  /** The addresses in the event of the new conversation. */
  readonly addresses: {
    readonly [Name in Extract<keyof AddedProperties, `messaging_binding_${string}`>]?: string;
  };
}

/** @throws ApiError 50414 for an e-mail to another channel, and as {@link groupOf}. */
export function planConversation(inbound: InboundMessage): ConversationPlan {
  const { from, to } = inbound;
  const group = groupOf(inbound);
  if (group !== undefined)
    return {
      initializing: true,
      settings: {},
      members: [
        ...group.map((address) => ({ messagingBindingAddress: address })),
        { messagingBindingProjectedAddress: to },
      ],
      addresses: {
        messaging_binding_address: group.join(','),
        messaging_binding_projected_address: to,
        messaging_binding_author_address: from,
      },
    };
  if (channelOf(from) !== channelOf(to)) throw new ApiError(50414);
  if (channelOf(from) === 'email')
    return {
      initializing: false,
      // A participant by e-mail has no proxy address: your address is that of the conversation.
      settings: { bindingsEmailAddress: to },
      members: [{ messagingBindingAddress: from, messagingBindingType: 'email' }],
      addresses: { messaging_binding_address: from, messaging_binding_projected_address: to },
    };
  return {
    initializing: false,
    settings: {},
    members: [{ messagingBindingAddress: from, messagingBindingProxyAddress: to }],
    addresses: { messaging_binding_address: from, messaging_binding_proxy_address: to },
  };
}
