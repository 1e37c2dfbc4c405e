import type { Socket } from 'node:net';

interface Progress {
  readonly mark: string;
  readonly unchanged: number;
}

/**
 * Finds the sockets whose clients take nothing of what is sent to them. The timeout of a socket does not: what the client
 * sends restarts it, and so does the first part of a write, which fills the buffers of the kernel.
 */
export class StallDetector {
  readonly #progress = new WeakMap<Socket, Progress>();

  /** Returns for how many calls in succession the client of a socket has taken nothing, although there was something. */
  countUnchanged(socket: Socket): number {
    if (socket.writableLength === 0) {
      this.#progress.delete(socket);
      return 0;
    }
    const mark = `${socket.bytesWritten - socket.writableLength} ${findQueueSize(socket)}`;
    const before = this.#progress.get(socket);
    const unchanged = before?.mark === mark ? before.unchanged + 1 : 0;
    this.#progress.set(socket, { mark, unchanged });
    return unchanged;
  }
}

/** What the kernel has not taken yet of the write in progress. Node shows only writes that are complete. */
function findQueueSize(socket: Socket): unknown {
  const handle = '_handle' in socket ? socket._handle : undefined;
  return typeof handle === 'object' && handle !== null && 'writeQueueSize' in handle
    ? handle.writeQueueSize
    : undefined;
}
