import { type Channel, channelOf, type injectInboundMessage, type ValuesOf } from '@colloquy/contract';
import type { NewMessage } from '../../resources/message/rules.ts';
import { select } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';

/** A message from a channel. */
export type InboundMessage = ValuesOf<(typeof injectInboundMessage)['parameters']>;

export const findServiceSid = select(
  'inbound.service',
  { id: integer() },
  { sid: text() },
  () => 'SELECT sid FROM service WHERE id = :id AND date_deleted IS NULL',
);

/** The source of the events that an inbound message causes: its channel. */
export const toEventSource = ({ from }: InboundMessage): Uppercase<Channel> =>
  (channelOf(from) ?? 'sms').toUpperCase() as Uppercase<Channel>;

/** The message that is posted for an inbound one. */
export const toNewMessage = ({ from, to: _, ...content }: InboundMessage): NewMessage => ({
  author: from,
  ...content,
});
