import type { Channel, DeliveryStatus } from '@colloquy/contract';
import type { StatusChange } from '../resources/receipt/rules.ts';

/** A message on its way to somebody on another channel. */
interface OutboundMessage {
  readonly channel: Channel;
  readonly to: string;
  /** Your address; null in a group. */
  readonly from: string | null;
  /** The message's SID on the channel. */
  readonly channelMessageSid: string;
  readonly body: string | null;
  /** JSON of its media, where there is some. */
  readonly media: string | null;
}

/**
 * The port to the other channels. What carries messages for real can stand behind it; what does stand there is a
 * simulator.
 */
export interface ChannelPort {
  /**
   * Hands a message over, or asks what has become of it.
   *
   * @param currentStatus how far it had come before; null for a message that has not been handed over. A crash can
   *   have it handed over twice, with the same SID.
   * @returns undefined when it will come no further.
   */
  advance(message: OutboundMessage, currentStatus: DeliveryStatus | null): Promise<StatusChange | undefined>;
}
