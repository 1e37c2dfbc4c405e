import type { Dispatcher } from 'undici';
import type { Timeouts } from '../delivery/delivery-policy.ts';
import {
  classifyError,
  describeError,
  type FailureCode,
  type HttpReply,
  type SendFailure,
  type SendResult,
} from './send-result.ts';

/** A request on its way, whose result comes in time whatever the server does. */
export class HttpAttempt implements Dispatcher.DispatchHandler {
  readonly result: Promise<SendResult>;
  readonly #settle: (result: SendResult) => void;
  readonly #timeouts: Timeouts;
  readonly #maxReplyBytes: number;
  readonly #started = performance.now();
  readonly #totalTimer: NodeJS.Timeout;
  #stageTimer: NodeJS.Timeout | undefined;
  #stage: 'waiting' | 'connecting' | 'sent' | 'over' = 'waiting';
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #length = 0;
  /** How often the server was heard of. */
  #activityCount = 0;
  readonly #chunks: Buffer[] = [];

  /** @param maxReplyBytes bytes of the reply's body that are read. */
  constructor(timeouts: Timeouts, maxReplyBytes: number) {
    const { promise, resolve } = Promise.withResolvers<SendResult>();
    this.result = promise;
    this.#settle = resolve;
    this.#timeouts = timeouts;
    this.#maxReplyBytes = maxReplyBytes;
    const onTotalTimeout = () => {
      if (this.#stage === 'waiting')
        this.fail('busy', `no connection was free within ${timeouts.totalMs} ms`);
      else this.fail('total-timeout', `no whole reply within ${timeouts.totalMs} ms`);
    };
    this.#totalTimer = setTimeout(() => afterPendingReads(onTotalTimeout), timeouts.totalMs);
  }

  /** Says that a connection is now looked for; false when it is too late. */
  begin(): boolean {
    if (this.#stage === 'over') return false;
    this.#stage = 'connecting';
    const { connectMs } = this.#timeouts;
    this.#stageTimer = this.#afterSilence(connectMs, () =>
      this.fail('connect-timeout', `no connection within ${connectMs} ms`),
    );
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
    // Those below 200 only announce another.
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

  #recordActivity(): void {
    this.#activityCount++;
    this.#stageTimer?.refresh();
  }

  /** Acts unless the server is heard of. */
  #afterSilence(silenceMs: number, callback: () => void): NodeJS.Timeout {
    return setTimeout(() => {
      const activityCount = this.#activityCount;
      afterPendingReads(() => activityCount === this.#activityCount && callback());
    }, silenceMs);
  }

  #endWithReply(isWhole: boolean): void {
    this.#end({ kind: 'reply', status: this.#status, body: Buffer.concat(this.#chunks), isWhole });
  }

  #end(result: Omit<HttpReply, 'duration'> | Omit<SendFailure, 'duration'>): void {
    if (this.#stage === 'over') return;
    this.#stage = 'over';
    clearTimeout(this.#stageTimer);
    clearTimeout(this.#totalTimer);
    this.#settle({ ...result, duration: Math.round(performance.now() - this.#started) });
    const isComplete = result.kind === 'reply' && result.isWhole;
    if (!isComplete) this.#controller?.abort(new Error('The request has been given up.'));
  }
}

/**
 * Once what has arrived is read: when this thread has been held up, timers come before the sockets, and what seems to
 * be silence may be an answer.
 */
const afterPendingReads = (callback: () => void): unknown => setImmediate(callback);
