import {
  ApiError,
  type Channel,
  channelOf,
  type injectInboundMessage,
  invalidParameter,
  type ValuesOf,
} from '@colloquy/contract';
import type { NewMessage } from '../../resources/message/rules.ts';
import { maxGroupMembers } from '../../resources/participant/member-counts.ts';

/** A message from a channel. */
export type InboundMessage = ValuesOf<(typeof injectInboundMessage)['parameters']>;

/** The source of the events that an inbound message causes: its channel. */
export const toEventSource = ({ from }: InboundMessage): Uppercase<Channel> =>
  (channelOf(from) ?? 'sms').toUpperCase() as Uppercase<Channel>;

/** The message that is posted for an inbound one. */
export const toNewMessage = ({
  from,
  to: _,
  recipient: _others,
  ...content
}: InboundMessage): NewMessage => ({
  author: from,
  ...content,
});

/**
 * The addresses of a group message, without yours: its sender first, then the others as they were sent.
 *
 * @returns undefined for a message that was sent to you alone.
 * @throws ApiError 50407 for an address that is not a telephone number, 50409 for a message from your own address, 50436
 *   for a group that is too large.
 */
export function groupOf({ from, to, recipient = [] }: InboundMessage): readonly string[] | undefined {
  const members = [...new Set([from, ...recipient])].filter((address) => address !== to || address === from);
  if (members.length < 2) return undefined;
  for (const [name, addresses] of Object.entries({ From: [from], To: [to], Recipient: members }))
    for (const address of addresses)
      if (channelOf(address) !== 'sms')
        throw invalidParameter(name, address, 'a telephone number, as all members of a group have', 50407);
  if (from === to) throw new ApiError(50409);
  if (members.length >= maxGroupMembers) throw new ApiError(50436);
  return members;
}
