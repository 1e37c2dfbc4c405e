import { type Channel, channelOf, type inboundOperation, type ValuesOf } from '@colloquy/contract';
import type { NewMessage } from '../../resources/message/rules.ts';
import { select } from '../../storage/statement.ts';
import { integer, text } from '../../storage/table.ts';

/** A message as a channel delivers it to the server. */
export type InboundMessage = ValuesOf<(typeof inboundOperation)['parameters']>;

export const findServiceSid = select(
  'inbound.service',
  { id: integer() },
  { sid: text() },
  () => 'SELECT sid FROM service WHERE id = :id AND date_deleted IS NULL',
);

/** The channel of an inbound message, as events name it. */
export const inboundSource = ({ from }: InboundMessage): Uppercase<Channel> =>
  (channelOf(from) ?? 'sms').toUpperCase() as Uppercase<Channel>;

/** The message that an inbound one is posted as. */
export const toNewMessage = ({ from, to: _, ...content }: InboundMessage): NewMessage => ({
  author: from,
  ...content,
});
