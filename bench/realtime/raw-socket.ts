/** A WebSocket with the minimum of RFC 6455 on the side of the client; it receives only complete binary or text messages. */

import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const chunkBytes = 64 * 1024;

/** One mask for all messages: the server has to remove it all the same, and messages can be encoded once for all sockets. */
const mask = randomBytes(4);

/** Encodes a message as a masked frame, which can be written to any socket. */
export function encodeClientMessage(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const extra = length <= 125 ? 0 : length <= 0xffff ? 2 : 8;
  const frame = Buffer.allocUnsafe(2 + extra + mask.length + length);
  frame[0] = 0x82;
  frame[1] = 0x80 | (extra === 0 ? length : extra === 2 ? 126 : 127);
  if (extra === 2) frame.writeUInt16BE(length, 2);
  if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  const start = 2 + extra + mask.length;
  mask.copy(frame, 2 + extra);
  for (let index = 0; index < length; index += 1)
    frame[start + index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0);
  return frame;
}

/** What a socket calls. A message is valid only during the call. */
export interface SocketHandler {
  onMessage(message: Buffer): void;
  /** Called once, when the socket is closed by the server or broken. */
  onClose(): void;
}

/** One buffer for all sockets: Node then reads without streams, and this process reads one socket at a time. */
const sharedBuffer = Buffer.allocUnsafe(chunkBytes);

/** A client's WebSocket. */
export class RawSocket {
  readonly #socket: Socket;
  readonly #handler: SocketHandler;
  readonly #opened: Promise<void>;
  #open: (() => void) | undefined;
  #unparsed: Buffer | undefined;
  #isClosed = false;

  constructor(port: number, path: string, handler: SocketHandler) {
    this.#handler = handler;
    const onread = {
      buffer: sharedBuffer,
      callback: (count: number): boolean => {
        this.#receive(sharedBuffer.subarray(0, count));
        return true;
      },
    };
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true, onread });
    this.#opened = new Promise((resolve, reject) => {
      this.#open = resolve;
      this.#socket.once('close', () => reject(new Error('the server closed a socket before its handshake')));
    });
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      if (!this.#isClosed) handler.onClose();
    });
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
  }

  /** Resolves after the handshake. */
  waitUntilOpen(): Promise<void> {
    return this.#opened;
  }

  /** @param frame see {@link encodeClientMessage}. */
  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  /** Closes the socket without waiting for anything. */
  close(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    let bytes = this.#unparsed === undefined ? chunk : Buffer.concat([this.#unparsed, chunk]);
    if (this.#open !== undefined) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end >= 0) {
        if (!bytes.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) this.#socket.destroy();
        this.#open();
        this.#open = undefined;
        bytes = bytes.subarray(end + 4);
      }
    }
    if (this.#open === undefined) bytes = this.#takeMessages(bytes);
    this.#unparsed = bytes.length === 0 ? undefined : Buffer.from(bytes);
  }

  /** Returns the bytes of a message that is not complete. */
  #takeMessages(bytes: Buffer): Buffer {
    let start = 0;
    while (bytes.length - start >= 2) {
      const opcode = (bytes[start] ?? 0) & 0x0f;
      const short = (bytes[start + 1] ?? 0) & 0x7f;
      const extra = short < 126 ? 0 : short === 126 ? 2 : 8;
      if (bytes.length - start < 2 + extra) break;
      const length =
        extra === 0
          ? short
          : extra === 2
            ? bytes.readUInt16BE(start + 2)
            : Number(bytes.readBigUInt64BE(start + 2));
      const end = start + 2 + extra + length;
      if (bytes.length < end) break;
      if (opcode === 0x8) this.#socket.destroy();
      else this.#handler.onMessage(bytes.subarray(start + 2 + extra, end));
      start = end;
    }
    return bytes.subarray(start);
  }
}
