import type { Writable } from 'node:stream';
import type { TickBatcher } from '../../platform/tick-batcher.ts';
import { joinFrames } from './joined-frames.ts';

/** What one session may leave unread before it is dropped; its client then reconnects and resumes. */
const maxUnsentBytes = 1024 * 1024;

/** With this much, the end of the tick is not awaited, because the kernel may take it at once. */
const flushBytes = 64 * 1024;

/** Collects the frames of one tick, and writes them to the socket together. */
export class Outbox {
  readonly #socket: Writable;
  readonly #batcher: TickBatcher;
  #frames: Buffer[] = [];
  #bytes = 0;
  #isScheduled = false;

  constructor(socket: Writable, batcher: TickBatcher) {
    this.#socket = socket;
    this.#batcher = batcher;
  }

  /** What the client has not taken yet. */
  get unsentBytes(): number {
    return this.#bytes + this.#socket.writableLength;
  }

  /** Returns false, and does not take the frame, if the client has left too much unread. */
  add(frame: Buffer): boolean {
    if (this.#bytes + frame.length > flushBytes) this.flush();
    if (this.#socket.writableLength > maxUnsentBytes) return false;
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      this.#batcher.add(() => {
        this.#isScheduled = false;
        this.flush();
      });
    }
    return true;
  }

  flush(): void {
    const frames = this.#frames;
    if (frames.length === 0 || this.#socket.destroyed) return;
    this.#frames = [];
    this.#bytes = 0;
    this.#socket.write(joinFrames(frames));
  }
}
