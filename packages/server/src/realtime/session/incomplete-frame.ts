import type { Duplex } from 'node:stream';

/**
 * Counts the bytes that a socket has received of a frame which is not complete: the library collects them until the
 * client closes the socket.
 */
export class IncompleteFrame {
  #bytes = 0;
  #maxBytes: number;

  /** Calls `onExceeded` when more bytes than a maximum have come, of complete frames too, before `accept` is called. */
  constructor(
    socket: Duplex,
    maxBytes: number,
    {
      onExceeded,
      onReceived,
    }: { readonly onExceeded: () => void; readonly onReceived: (bytes: number) => void },
  ) {
    this.#maxBytes = maxBytes;
    // The library reads them after this, and emits the frames that they complete.
    socket.prependListener('data', ({ length }: Buffer) => {
      this.#bytes += length;
      if (this.#bytes > this.#maxBytes) onExceeded();
      else onReceived(length);
    });
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Lifts the limit. */
  accept(): void {
    this.#maxBytes = Number.POSITIVE_INFINITY;
    this.#bytes = 0;
  }

  /** A frame has arrived completely. */
  onFrame(payloadBytes: number): void {
    if (this.#maxBytes !== Number.POSITIVE_INFINITY) return;
    this.#bytes = Math.max(0, this.#bytes - payloadBytes - headerBytes(payloadBytes));
  }
}

/** The header of a frame from a client, which contains a mask (RFC 6455, section 5.2). */
const headerBytes = (payloadBytes: number): number =>
  payloadBytes < 126 ? 6 : payloadBytes < 65_536 ? 8 : 14;
