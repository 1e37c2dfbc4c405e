import { write, writeSync } from 'node:fs';

/** Characters after which a piece is written. */
const piece = 65_536;
/** Milliseconds that a line waits at most. */
const patience = 200;
/** Characters that may wait for a reader that is slow or gone; what comes on top is lost. */
const most = 16 * 1024 * 1024;

/**
 * Writes lines in large pieces and off the serving thread: with a line per request, the usual streams cost a
 * third of a small request. A regular end loses nothing; a crash can lose what waited.
 */
export class LogOutput {
  readonly #descriptor: number;
  #waiting = '';
  #writing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(line: string): void {
    if (this.#waiting.length > most) return;
    this.#waiting += line;
    if (this.#waiting.length >= piece) this.#flushSoon();
    else this.#flushLater();
  }

  /** Writes what waits before it returns; `logger.flush()` comes here. */
  flush(): void {
    const bytes = this.#take();
    for (let written = 0; written < bytes.length; ) {
      try {
        written += writeSync(this.#descriptor, bytes, written);
      } catch (error) {
        // A full pipe says to try again; a closed one never will take it.
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      }
    }
  }

  #flushLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flushSoon();
    }, patience).unref();
  }

  #flushSoon(): void {
    if (this.#writing || this.#waiting === '') return;
    this.#writing = true;
    this.#write(this.#take(), 0);
  }

  #write(bytes: Buffer, from: number): void {
    write(this.#descriptor, bytes, from, (error, written) => {
      if (error?.code === 'EAGAIN') return void setTimeout(() => this.#write(bytes, from), 10);
      if (error === null && from + written < bytes.length) return this.#write(bytes, from + written);
      this.#writing = false;
      if (this.#waiting.length >= piece) this.#flushSoon();
      else if (this.#waiting !== '') this.#flushLater();
    });
  }

  #take(): Buffer {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    return bytes;
  }
}
