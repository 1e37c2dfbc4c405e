import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const opcodes = { text: 1, binary: 2, ping: 9, continuation: 0 };

interface FrameOptions {
  readonly opcode?: keyof typeof opcodes;
  readonly final?: boolean;
  /** The length that the header states, if it is not that of the payload. */
  readonly length?: number;
  /** Four bytes, zeros by default. */
  readonly mask?: readonly number[];
}

/** Encodes a WebSocket frame of a client. */
export function clientFrame(
  payload: Buffer,
  { opcode = 'binary', final = true, length = payload.length, mask = [0, 0, 0, 0] }: FrameOptions = {},
): Buffer {
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const header = Buffer.alloc(2 + extra);
  header[0] = (final ? 0x80 : 0) | opcodes[opcode];
  header[1] = 0x80 | (extra === 0 ? length : extra === 2 ? 126 : 127);
  if (extra === 2) header.writeUInt16BE(length, 2);
  if (extra === 8) header.writeBigUInt64BE(BigInt(length), 2);
  const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return Buffer.concat([header, Buffer.from(mask), masked]);
}

export const upgradeRequest = (path = '/v3/wsconnect', headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${headers}` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`;

/** A client that controls every byte, and when it reads. */
export class RawSocket implements Disposable {
  readonly #socket: Socket;
  readonly closed: Promise<unknown>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
  }

  /** Opens a WebSocket. */
  static async upgrade(port: number): Promise<RawSocket> {
    const raw = new RawSocket(connect(port, '127.0.0.1'));
    raw.write(upgradeRequest());
    await raw.read();
    return raw;
  }

  /** Sends bytes as a binary message. */
  send(payload: Buffer): void {
    this.write(clientFrame(payload));
  }

  write(bytes: Buffer | string): void {
    this.#socket.write(bytes);
  }

  /** Resolves when the server has taken the bytes, or the socket is closed. */
  async writeAll(bytes: Buffer): Promise<void> {
    await Promise.race([new Promise((resolve) => this.#socket.write(bytes, resolve)), this.closed]);
  }

  /** Sends no more, and reads what comes until the server closes the socket. */
  end(): void {
    this.#socket.resume().end();
  }

  /** Waits for the next bytes. */
  async read(): Promise<Buffer> {
    const [data] = await once(this.#socket, 'data');
    return data;
  }

  /** Reads nothing any more. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads and forgets. */
  drain(): void {
    this.#socket.resume();
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
