import type { Duplex } from 'node:stream';

/**
 * Counts the bytes that a socket has received of a frame which is not complete: the library collects them until the
 * client closes the socket.
 */
export class IncompleteFrame {
  #bytes = 0;
  #received = 0;
  #maxReceived: number;

  /** Calls `onExceeded` when more bytes than a maximum have come, of complete frames too, before `accept` is called. */
  constructor(
    socket: Duplex,
    maxReceived: number,
    {
      onExceeded,
      onReceived,
    }: { readonly onExceeded: () => void; readonly onReceived: (bytes: number) => void },
  ) {
    this.#maxReceived = maxReceived;
    // The library reads them after this, and emits the frames that they complete.
    socket.prependListener('data', ({ length }: Buffer) => {
      this.#bytes += length;
      this.#received += length;
      if (this.#received > this.#maxReceived) onExceeded();
      else onReceived(length);
    });
  }

  /** 0 only if what comes next begins a frame. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Lifts the limit. */
  accept(): void {
    this.#maxReceived = Number.POSITIVE_INFINITY;
  }

  /** A frame has arrived completely. */
  onFrame(payloadBytes: number): void {
    this.#bytes = Math.max(0, this.#bytes - payloadBytes - headerBytes(payloadBytes));
  }
}

/** The header of a frame from a client, which contains a mask (RFC 6455, section 5.2). */
const headerBytes = (payloadBytes: number): number =>
  payloadBytes < 126 ? 6 : payloadBytes < 65_536 ? 8 : 14;
