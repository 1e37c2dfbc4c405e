import { type Channel, channelOf, type injectInboundMessage, type ValuesOf } from '@colloquy/contract';
import type { NewMessage } from '../../resources/message/rules.ts';

/** A message from a channel. */
export type InboundMessage = ValuesOf<(typeof injectInboundMessage)['parameters']>;

/** The source of the events that an inbound message causes: its channel. */
export const toEventSource = ({ from }: InboundMessage): Uppercase<Channel> =>
  (channelOf(from) ?? 'sms').toUpperCase() as Uppercase<Channel>;

/** The message that is posted for an inbound one. */
export const toNewMessage = ({ from, to: _, ...content }: InboundMessage): NewMessage => ({
  author: from,
  ...content,
});
