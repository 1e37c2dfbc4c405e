import { write, writeSync } from 'node:fs';

/** Buffered bytes that are written without waiting for `flushDelayMs`. */
const flushThresholdBytes = 65_536;
/** The longest time that a line stays in the buffer. */
const flushDelayMs = 200;
/** How long closing waits for a reader that is slow or gone. */
const closeTimeoutMs = 1000;
const emptyBuffer = Buffer.alloc(0);
/** Lets `Atomics.wait` sleep, because nothing ever notifies it. */
const waitCell = new Int32Array(new SharedArrayBuffer(4));
/** Bytes that may wait for a reader that is slow or gone; lines beyond that are dropped. */
const maxBufferedBytes = 16 * 1024 * 1024;

/**
 * Writes lines in large batches and off the serving thread: with a line per request, Node's streams cost a third of a
 * small request. Lines are encoded immediately, because waiting strings burden the garbage collector. Closing loses
 * nothing; a crash can lose what is in the buffer.
 */
export class LogOutput {
  readonly #descriptor: number;
  #bytes = Buffer.allocUnsafe(flushThresholdBytes * 2);
  #length = 0;
  #unwritten: Buffer = emptyBuffer;
  #writing = false;
  /** Settles when the batch that is being written is done. */
  #currentWrite: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(line: string): void {
    // UTF-8 takes a maximum of three bytes for each UTF-16 code unit.
    if (this.#length + line.length * 3 > this.#bytes.length && !this.#grow(line.length * 3)) return;
    this.#length += this.#bytes.write(line, this.#length);
    if (this.#length >= flushThresholdBytes) this.#flushSoon();
    else this.#flushLater();
  }

  /** Waits for the batch that is being written, then writes the rest, unless the reader does not keep up. */
  async close(): Promise<void> {
    const timeout = AbortSignal.timeout(closeTimeoutMs);
    const timedOut = new Promise<void>((resolve) => timeout.addEventListener('abort', () => resolve()));
    await Promise.race([this.#currentWrite, timedOut]);
    this.flush();
  }

  /** Writes the buffer synchronously, unless the reader does not keep up. `logger.flush()` calls this. */
  flush(): void {
    const bytes = Buffer.concat([this.#unwritten, this.#takeBuffered()]);
    this.#unwritten = emptyBuffer;
    const end = Date.now() + closeTimeoutMs;
    for (let written = 0; written < bytes.length && Date.now() < end; ) {
      try {
        written += writeSync(this.#descriptor, bytes, written);
      } catch (error) {
        // EAGAIN means that a pipe is full; after any other error nothing can be written.
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
        Atomics.wait(waitCell, 0, 0, 10);
      }
    }
  }

  /** Enlarges the buffer, for lines that arrive while the last batch is still being written. */
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

  /** Retries after a pipe was full. Meanwhile the rest is in `#unwritten`, so that `flush` includes it. */
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
