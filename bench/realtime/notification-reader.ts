/** Reads what a server sends to many sockets: each notification is parsed for the first socket, and known for the others. */

import { encodeClientMessage } from './raw-socket.ts';

/** A notification as every socket that it is sent to needs it. */
export interface SeenNotification {
  /** The SIDs of the messages that it adds. */
  readonly messageSids: readonly string[];
  /** The acknowledgement, which is the same for all sockets. */
  readonly acknowledgement: Buffer;
  readonly events: readonly SyncEvents[];
  /** Who is typing, if the notification says that. */
  readonly typist: string | undefined;
}

/** What a notification says, as far as the clients of the benchmark need it. */
export interface SyncEvents {
  readonly event_type: string;
  readonly correlation_id?: number;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

interface TypingIndicator {
  readonly identity: string;
  readonly typing_timeout: number;
}

const maxKept = 5000;

const beforeId = '{"method":"notification","id":"'.length;
const idLength = 34;

/** Encodes a frame of the client's protocol as a WebSocket message. */
export function encodeClientFrame(header: Readonly<Record<string, unknown>>, payload = ''): Buffer {
  const size = Buffer.byteLength(payload);
  const json = JSON.stringify({ ...header, payload_size: size });
  return encodeClientMessage(`TWILSOCK V3.0 ${Buffer.byteLength(json)}\r\n${json}\r\n${payload}`);
}

/** Where the header of a frame begins. */
export function headerStart(frame: Buffer): number {
  return frame.indexOf('\r\n') + 2;
}

/** The notifications that this process has seen, by their ids. */
export class NotificationReader {
  readonly #seen = new Map<string, SeenNotification>();

  /** Forgets all: a server that has started again counts its notifications from the beginning. */
  clear(): void {
    this.#seen.clear();
  }

  /** @param start where the header begins. */
  read(frame: Buffer, start: number): SeenNotification {
    const id = frame.toString('latin1', start + beforeId, start + beforeId + idLength);
    const known = this.#seen.get(id);
    if (known !== undefined) return known;
    const text = frame.toString();
    const payload = text.slice(text.indexOf('\r\n', text.indexOf('\r\n') + 2) + 2);
    const parsed: SyncEvents | TypingIndicator = JSON.parse(payload);
    const isTyping = 'typing_timeout' in parsed;
    const isAdded = !isTyping && parsed.event_type === 'list_item_added';
    const seen: SeenNotification = {
      messageSids: isAdded
        ? [...payload.matchAll(/"sid":"(IM[0-9a-f]{32})"/g)].map(([, sid = '']) => sid)
        : [],
      acknowledgement: encodeClientFrame({
        id,
        method: 'reply',
        payload_type: 'application/json',
        status: { code: 200, status: 'OK' },
      }),
      events: isTyping ? [] : [parsed],
      typist: isTyping ? parsed.identity : undefined,
    };
    this.#seen.set(id, seen);
    if (this.#seen.size > maxKept) {
      const [oldest] = this.#seen.keys();
      if (oldest !== undefined) this.#seen.delete(oldest);
    }
    return seen;
  }
}
