import type { Socket } from 'node:net';
import type { TickBatcher } from '../../platform/tick-batcher.ts';

interface OutboxOptions {
  readonly socket: Pick<Socket, 'write' | 'writableLength'>;
  /** Shared by all sessions, so that the end of a tick costs one callback. */
  readonly batcher: TickBatcher;
  /** Bytes that may wait for the peer to read. */
  readonly maxBytes: number;
  /** Called once, when more than that would wait. */
  readonly onOverflow: () => void;
}

/**
 * Writes messages to a socket: all messages of one tick in one write, which is what most of the time of a message to
 * many sockets goes into. A peer that does not read fills it up to its limit.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #messages: Buffer[] = [];
  #bytes = 0;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** @param message a complete WebSocket message. */
  send(message: Buffer): void {
    if (this.#closed) return;
    const { socket, batcher, maxBytes, onOverflow } = this.#options;
    this.#bytes += message.length;
    if (this.#bytes + socket.writableLength > maxBytes) {
      this.close();
      onOverflow();
    } else if (this.#messages.push(message) === 1) batcher.add(() => this.flush());
  }

  /** Writes what has been sent so far. */
  flush(): void {
    if (this.#closed || this.#messages.length === 0) return;
    const [first] = this.#messages;
    const all = this.#messages.length === 1 && first !== undefined ? first : Buffer.concat(this.#messages);
    this.#messages = [];
    this.#bytes = 0;
    this.#options.socket.write(all);
  }

  /** Drops what has not been written. */
  close(): void {
    this.#closed = true;
    this.#messages = [];
  }
}
