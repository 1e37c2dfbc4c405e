import { randomUUID } from 'node:crypto';
import { encodeFrame } from './frame.ts';
import { websocketMessage } from './websocket-message.ts';

/** An id of a frame, which clients repeat in their acknowledgement. */
export const frameId = (): string => `TM${randomUUID()}`;

/** Encodes a notification as a WebSocket message, once for all sockets. @param payload JSON. */
export const encodeNotification = (messageType: string, payload: string): Buffer =>
  websocketMessage(
    encodeFrame({ method: 'notification', id: frameId(), message_type: messageType }, payload),
  );
