import type { Channel, DeliveryStatus } from '@colloquy/contract';
import type { StatusChange } from '../resources/receipt/rules.ts';

/** A message for one participant on another channel. */
interface OutboundMessage {
  readonly channel: Channel;
  readonly to: string;
  /** The proxy address; null in a group conversation. */
  readonly from: string | null;
  /** The message's SID on the channel. */
  readonly channelMessageSid: string;
  readonly body: string | null;
  /** JSON of its media; null if it has none. */
  readonly media: string | null;
}

/**
 * The port for channels other than chat. A provider that delivers messages can implement it; the only implementation
 * is the simulator.
 */
export interface ChannelPort {
  /**
   * Sends a message, or asks for its next status.
   *
   * @param currentStatus its status so far; null for a message that has not been sent. After a crash a message can be
   *   sent twice, with the same SID.
   * @returns undefined if its status is final.
   */
  advance(message: OutboundMessage, currentStatus: DeliveryStatus | null): Promise<StatusChange | undefined>;
}
