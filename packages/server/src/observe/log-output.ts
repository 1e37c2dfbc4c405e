import { once } from 'node:events';
import sonicBoom from 'sonic-boom';

/** Bytes after which a piece is written. */
const flushThresholdBytes = 65_536;
/** Maximum time in milliseconds that a line waits for others. */
const flushDelayMs = 200;
/** Milliseconds that the last flush waits for its reader. */
const closeTimeoutMs = 1000;
/** Bytes that may wait for a reader that is slow or gone; further lines are dropped. */
const maxBufferedBytes = 16 * 1024 * 1024;

/** Where lines of the log go. */
interface LogOutput {
  readonly write: (line: string) => void;
  /**
   * For the end of the process: writes waiting lines before it returns, unless the reader stopped reading. Later lines are
   * dropped. `logger.flush()` calls it.
   */
  readonly flush: () => void;
  /** Waits until all lines are written or the reader stopped reading. Later lines are dropped. */
  readonly close: () => Promise<void>;
}

/** The types of sonic-boom know its methods for strings only, and not that `sync` can change. */
interface Destination extends Omit<sonicBoom.SonicBoom, 'write'> {
  write(bytes: string | Uint8Array): boolean;
  sync: boolean;
}

/**
 * Writes lines in large pieces and off the serving thread. A regular end loses nothing; a crash can lose the piece
 * that is being written, and the lines after it.
 *
 * Lines are encoded at once: sonic-boom measures and joins waiting strings again with each line, which costs 4 to 5 µs
 * per line (10 with pieces of 64 KB), and with bytes 1.5.
 */
export function openLogOutput(descriptor: number): LogOutput {
  let retryUntil = Number.POSITIVE_INFINITY;
  let isClosed = false;
  const sonic = new sonicBoom.SonicBoom({
    fd: descriptor,
    contentMode: 'buffer',
    minLength: flushThresholdBytes,
    maxWrite: flushThresholdBytes * 2,
    maxLength: maxBufferedBytes,
    periodicFlush: flushDelayMs,
    retryEAGAIN: () => Date.now() < retryUntil,
  });
  const destination: Destination = Object.assign(sonic, { sync: false });
  // The server outlives the reader of its log.
  destination.on('error', () => {});
  return {
    write: (line) => {
      if (!isClosed) destination.write(Buffer.from(line));
    },
    flush: () => {
      if (isClosed) return;
      isClosed = true;
      retryUntil = Date.now() + closeTimeoutMs;
      // Its flushSync() would repeat a write without end that fails because the reader is gone or the disk is full.
      destination.sync = true;
      destination.end();
    },
    close: async () => {
      if (isClosed) return;
      retryUntil = Date.now() + closeTimeoutMs;
      // Rejects when an error is emitted or the time is over; in both cases there is no more to wait for.
      const closed = once(destination, 'close', { signal: AbortSignal.timeout(closeTimeoutMs) });
      destination.end();
      await closed.catch(() => {});
      isClosed = true;
    },
  };
}
