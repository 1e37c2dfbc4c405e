import { write, writeSync } from 'node:fs';

/** Bytes after which a piece is written. */
const flushThresholdBytes = 65_536;
/** Milliseconds that a line waits at most. */
const flushDelayMs = 200;
/** Milliseconds that a last flush waits for its reader. */
const closeTimeoutMs = 1000;
const emptyBuffer = Buffer.alloc(0);
/** Something to wait on without doing anything. */
const waitCell = new Int32Array(new SharedArrayBuffer(4));
/** Bytes that may wait for a reader that is slow or gone; what comes on top is lost. */
const maxBufferedBytes = 16 * 1024 * 1024;

/**
 * Writes lines in large pieces and off the serving thread: with a line per request, the usual streams cost a
 * third of a small request. Lines become bytes at once, as strings that wait burden the garbage collector. A
 * regular end loses nothing; a crash can lose what waited.
 */
export class LogOutput {
  readonly #descriptor: number;
  #bytes = Buffer.allocUnsafe(flushThresholdBytes * 2);
  #length = 0;
  #unwritten: Buffer = emptyBuffer;
  #writing = false;
  /** The piece that is being written. */
  #currentWrite: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(line: string): void {
    // A character takes three bytes at most, per unit of the string's length.
    if (this.#length + line.length * 3 > this.#bytes.length && !this.#grow(line.length * 3)) return;
    this.#length += this.#bytes.write(line, this.#length);
    if (this.#length >= flushThresholdBytes) this.#flushSoon();
    else this.#flushLater();
  }

  /** Ends with all lines written, unless nobody takes them: those under way first, then those that wait. */
  async close(): Promise<void> {
    const flushDelayMs = AbortSignal.timeout(closeTimeoutMs);
    const timedOut = new Promise<void>((resolve) => flushDelayMs.addEventListener('abort', () => resolve()));
    await Promise.race([this.#currentWrite, timedOut]);
    this.flush();
  }

  /** Writes what waits before it returns, unless nobody takes it; `logger.flush()` comes here. */
  flush(): void {
    const bytes = Buffer.concat([this.#unwritten, this.#takeBuffered()]);
    this.#unwritten = emptyBuffer;
    const end = Date.now() + closeTimeoutMs;
    for (let written = 0; written < bytes.length && Date.now() < end; ) {
      try {
        written += writeSync(this.#descriptor, bytes, written);
      } catch (error) {
        // A full pipe says to try again; a closed one will never take it.
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
        Atomics.wait(waitCell, 0, 0, 10);
      }
    }
  }

  /** Makes room for what comes while the last piece is still being written. */
  #grow(byteCount: number): boolean {
    if (this.#length + byteCount > maxBufferedBytes) return false;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + byteCount));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
    return true;
  }

  #flushLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flushSoon();
    }, flushDelayMs).unref();
  }

  #flushSoon(): void {
    if (this.#writing || this.#length === 0) return;
    this.#writing = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#currentWrite = promise;
    this.#write(this.#takeBuffered(), 0, resolve);
  }

  #write(bytes: Buffer, from: number, done: () => void): void {
    write(this.#descriptor, bytes, from, (error, written) => {
      if (error?.code === 'EAGAIN') return this.#writeAgain(bytes.subarray(from), done);
      if (error === null && from + written < bytes.length) return this.#write(bytes, from + written, done);
      this.#writing = false;
      done();
      if (this.#length >= flushThresholdBytes) this.#flushSoon();
      else if (this.#length > 0) this.#flushLater();
    });
  }

  /** A full pipe; what it has refused waits where `flush` finds it. */
  #writeAgain(bytes: Buffer, done: () => void): void {
    this.#unwritten = bytes;
    setTimeout(() => {
      const again = this.#unwritten;
      this.#unwritten = emptyBuffer;
      this.#write(again, 0, done);
    }, 10);
  }

  #takeBuffered(): Buffer {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafe(flushThresholdBytes * 2);
    this.#length = 0;
    return bytes;
  }
}
