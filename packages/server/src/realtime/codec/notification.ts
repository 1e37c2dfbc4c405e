import { encodeFrame } from './twilsock-frame.ts';
import { encodeBinaryMessage } from './websocket-frame.ts';

/** Clients only repeat the id in their acknowledgement, so a number that counts is enough. */
let count = 0;

/**
 * Encodes a notification as a WebSocket frame, once for all sockets.
 *
 * @param payload JSON.
 */
export function encodeNotification(messageType: string, payload: string): Buffer {
  count++;
  const id = `TM${count.toString(16).padStart(32, '0')}`;
  return encodeBinaryMessage(encodeFrame({ method: 'notification', id, message_type: messageType }, payload));
}
