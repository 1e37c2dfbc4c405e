/** A client of the naive server's sockets: each of its messages is one message of a conversation. */

import { RawSocket, type SocketHandler } from './raw-socket.ts';
import type { MessageListener } from './twilsock-client.ts';

const sidField = '"sid":"';
const sidLength = 34;

export class PlainClient implements SocketHandler {
  readonly #onMessages: MessageListener;
  #socket: RawSocket | undefined;
  isOpen = false;

  constructor(onMessages: MessageListener) {
    this.#onMessages = onMessages;
  }

  async start(port: number): Promise<void> {
    this.#socket = new RawSocket(port, '/', this);
    await this.#socket.waitUntilOpen();
    this.isOpen = true;
  }

  close(): void {
    this.isOpen = false;
    this.#socket?.close();
  }

  onClose(): void {
    this.isOpen = false;
  }

  onMessage(message: Buffer): void {
    const start = message.indexOf(sidField) + sidField.length;
    this.#onMessages([message.toString('latin1', start, start + sidLength)]);
  }
}
