import type { Dispatcher } from 'undici';
import {
  classifyError,
  describeError,
  type FailureCode,
  type HttpReply,
  type SendFailure,
  type SendResult,
} from './send-result.ts';
import type { Timeouts } from './timeouts.ts';

/** One request in flight. Its result arrives within its timeouts, whatever the server does. */
export class HttpAttempt implements Dispatcher.DispatchHandler {
  readonly result: Promise<SendResult>;
  readonly #settle: (result: SendResult) => void;
  readonly #timeouts: Timeouts;
  readonly #maxReplyBytes: number;
  readonly #findOwnFailure: () => Error | undefined;
  readonly #started = performance.now();
  readonly #totalTimer: NodeJS.Timeout;
  #stageTimer: NodeJS.Timeout | undefined;
  #stage: 'waiting' | 'connecting' | 'sent' | 'over' = 'waiting';
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #length = 0;
  /** Number of times that data has arrived from the server. */
  #activityCount = 0;
  readonly #chunks: Buffer[] = [];

  /**
   * @param maxReplyBytes maximum number of bytes that are read from the reply's body.
   * @param findOwnFailure finds out whether a failure of our own keeps the attempt from being connected.
   */
  constructor(timeouts: Timeouts, maxReplyBytes: number, findOwnFailure: () => Error | undefined) {
    const { promise, resolve } = Promise.withResolvers<SendResult>();
    this.result = promise;
    this.#settle = resolve;
    this.#timeouts = timeouts;
    this.#maxReplyBytes = maxReplyBytes;
    this.#findOwnFailure = findOwnFailure;
    const onTotalTimeout = () => {
      if (this.#stage === 'waiting')
        this.fail('busy', `no connection was free within ${timeouts.totalMs} ms`);
      else if (this.#stage === 'connecting') this.#failConnecting(timeouts.totalMs);
      else this.fail('total-timeout', `no complete reply within ${timeouts.totalMs} ms`);
    };
    this.#totalTimer = setTimeout(() => afterPendingReads(onTotalTimeout), timeouts.totalMs);
  }

  /** Starts the connection timeout. Returns false if the attempt is over already. */
  begin(): boolean {
    if (this.#stage === 'over') return false;
    this.#stage = 'connecting';
    const { connectMs } = this.#timeouts;
    this.#stageTimer = this.#afterSilence(connectMs, () => this.#failConnecting(connectMs));
    return true;
  }

  fail(failure: FailureCode, detail: string): void {
    this.#end({ kind: 'failure', failure, detail });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#stage === 'over') {
      controller.abort(new Error('The request has been given up.'));
      return;
    }
    this.#stage = 'sent';
    this.#controller = controller;
    clearTimeout(this.#stageTimer);
    const { readMs } = this.#timeouts;
    this.#activityCount++;
    this.#stageTimer = this.#afterSilence(readMs, () =>
      this.fail('read-timeout', `silence for ${readMs} ms`),
    );
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.#recordActivity();
    // A status below 200 is followed by the final one.
    this.#status = status;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#recordActivity();
    this.#chunks.push(chunk.subarray(0, this.#maxReplyBytes - this.#length));
    this.#length += chunk.length;
    if (this.#length > this.#maxReplyBytes) this.#endWithReply(false);
  }

  onResponseEnd(): void {
    this.#endWithReply(true);
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(classifyError(error, this.#stage === 'sent'), describeError(error));
  }

  #failConnecting(timeoutMs: number): void {
    const error = this.#findOwnFailure();
    if (error === undefined) this.fail('connect-timeout', `no connection within ${timeoutMs} ms`);
    else this.fail(classifyError(error, false), describeError(error));
  }

  #recordActivity(): void {
    this.#activityCount++;
    this.#stageTimer?.refresh();
  }

  /** Calls back after a time without data from the server. */
  #afterSilence(silenceMs: number, callback: () => void): NodeJS.Timeout {
    return setTimeout(() => {
      const activityCount = this.#activityCount;
      afterPendingReads(() => activityCount === this.#activityCount && callback());
    }, silenceMs);
  }

  #endWithReply(isComplete: boolean): void {
    this.#end({ kind: 'reply', status: this.#status, body: Buffer.concat(this.#chunks), isComplete });
  }

  #end(result: Omit<HttpReply, 'durationMs'> | Omit<SendFailure, 'durationMs'>): void {
    if (this.#stage === 'over') return;
    this.#stage = 'over';
    clearTimeout(this.#stageTimer);
    clearTimeout(this.#totalTimer);
    this.#settle({ ...result, durationMs: Math.round(performance.now() - this.#started) });
    if (result.kind === 'failure' || !result.isComplete)
      this.#controller?.abort(new Error('The request has been given up.'));
  }
}

/**
 * Runs after the sockets have been read. When this thread was blocked, Node runs expired timers before it reads the
 * sockets, so data may have arrived that no handler has seen yet.
 */
const afterPendingReads = (callback: () => void): unknown => setImmediate(callback);
