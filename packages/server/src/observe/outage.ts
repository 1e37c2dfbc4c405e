import { errorReason } from '../platform/error-reason.ts';

/** Milliseconds after which an outage that continues is reported again. */
const reportIntervalMs = 60_000;
/** An outage has not ended while failures are this close, in milliseconds: each could be reported as a new outage. */
const minQuietMs = 1000;

type Access = 'read' | 'write';

interface OutageOptions {
  /** What is away, as the log names it. */
  readonly part: string;
  readonly logger: Readonly<Record<'error' | 'warn', (fields: object, message: string) => void>>;
  /** Whether an error means that the part is away; other errors are not reported here. */
  readonly isOutage: (error: unknown) => error is Error;
  /** Milliseconds by a monotonic clock. */
  readonly now?: () => number;
}

/**
 * Reports a part that the server needs and that is away: once when it goes, at intervals, and once when it is back. Each
 * request and each background job fails in the meantime, several times a second, and always for the same reason.
 */
export class Outage {
  readonly #options: OutageOptions;
  readonly #now: () => number;
  /** What fails; empty while there is no outage. */
  readonly #failing = new Set<Access>();
  readonly #reported = new WeakSet<Error>();
  #failures = 0;
  #startedAt = 0;
  #failedAt = 0;
  #reportedAt = 0;

  constructor(options: OutageOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Observes an access to the part, and returns its promise. */
  watch<Result>(access: Access, work: Promise<Result>): Promise<Result> {
    // What began before the outage does not show its end.
    const onSuccess = this.#failing.size > 0 ? () => this.recordSuccess(access) : undefined;
    void work.then(onSuccess, (error: unknown) => {
      if (this.#options.isOutage(error)) this.recordFailure(access, error);
    });
    return work;
  }

  /** Whether the error is part of an outage, and needs no line of its own. */
  hasReported(error: unknown): boolean {
    return error instanceof Error && this.#reported.has(error);
  }

  recordFailure(access: Access, error: Error): void {
    const { part, logger } = this.#options;
    const now = this.#now();
    const isFirst = this.#failing.size === 0;
    this.#reported.add(error);
    this.#failing.add(access);
    this.#failedAt = now;
    if (isFirst) {
      this.#failures = 0;
      this.#startedAt = now;
    }
    this.#failures++;
    if (!isFirst && now - this.#reportedAt < reportIntervalMs) return;
    this.#reportedAt = now;
    const reason = [error, error.cause]
      .filter((each) => each !== undefined)
      .map(errorReason)
      .filter((text) => text !== '')
      .join(' ');
    if (isFirst) logger.error({ part, reason }, 'unavailable');
    else logger.error({ part, reason, ...this.#extent() }, 'still unavailable');
  }

  /** Call this only for accesses that began after the last failure. */
  recordSuccess(access: Access): void {
    // Where only writes fail, as on a full disk, a read shows nothing.
    const isRecovery = this.#failing.has(access);
    if (!isRecovery || this.#now() - this.#failedAt < minQuietMs) return;
    this.#failing.clear();
    this.#options.logger.warn({ part: this.#options.part, ...this.#extent() }, 'available again');
  }

  #extent() {
    return { failures: this.#failures, seconds: Math.round((this.#now() - this.#startedAt) / 1000) };
  }
}
