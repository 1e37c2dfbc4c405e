import type { Dispatcher } from 'undici';
import type { Timeouts } from './connection.ts';
import { detailOf, type Failure, failureOf, type NoReply, type Reply, type Result } from './result.ts';

/** A request on its way, whose result comes in time whatever the server does. */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly result: Promise<Result>;
  readonly #settle: (result: Result) => void;
  readonly #timeouts: Timeouts;
  readonly #replyLimit: number;
  readonly #started = performance.now();
  readonly #wholeTimer: NodeJS.Timeout;
  #stageTimer: NodeJS.Timeout | undefined;
  #stage: 'waiting' | 'connecting' | 'sent' | 'over' = 'waiting';
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #length = 0;
  /** How often the server was heard of. */
  #heard = 0;
  readonly #chunks: Buffer[] = [];

  /** @param replyLimit bytes of the reply's body that are read. */
  constructor(timeouts: Timeouts, replyLimit: number) {
    const { promise, resolve } = Promise.withResolvers<Result>();
    this.result = promise;
    this.#settle = resolve;
    this.#timeouts = timeouts;
    this.#replyLimit = replyLimit;
    const tooLong = () => {
      if (this.#stage === 'waiting') this.fail('busy', `no connection was free within ${timeouts.total} ms`);
      else this.fail('total-timeout', `no whole reply within ${timeouts.total} ms`);
    };
    this.#wholeTimer = setTimeout(() => afterReading(tooLong), timeouts.total);
  }

  /** Says that a connection is now looked for; false when it is too late. */
  begin(): boolean {
    if (this.#stage === 'over') return false;
    this.#stage = 'connecting';
    const { connect } = this.#timeouts;
    this.#stageTimer = this.#inSilence(connect, () =>
      this.fail('connect-timeout', `no connection within ${connect} ms`),
    );
    return true;
  }

  fail(failure: Failure, detail: string): void {
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
    const { read } = this.#timeouts;
    this.#heard++;
    this.#stageTimer = this.#inSilence(read, () => this.fail('read-timeout', `silence for ${read} ms`));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.#listenOn();
    // Those below 200 only announce another.
    this.#status = status;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#listenOn();
    this.#chunks.push(chunk.subarray(0, this.#replyLimit - this.#length));
    this.#length += chunk.length;
    if (this.#length > this.#replyLimit) this.#endWithReply(false);
  }

  onResponseEnd(): void {
    this.#endWithReply(true);
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(failureOf(error, this.#stage === 'sent'), detailOf(error));
  }

  #listenOn(): void {
    this.#heard++;
    this.#stageTimer?.refresh();
  }

  /** Acts unless the server is heard of. */
  #inSilence(milliseconds: number, act: () => void): NodeJS.Timeout {
    return setTimeout(() => {
      const heard = this.#heard;
      afterReading(() => heard === this.#heard && act());
    }, milliseconds);
  }

  #endWithReply(isWhole: boolean): void {
    this.#end({ kind: 'reply', status: this.#status, body: Buffer.concat(this.#chunks), isWhole });
  }

  #end(result: Omit<Reply, 'duration'> | Omit<NoReply, 'duration'>): void {
    if (this.#stage === 'over') return;
    this.#stage = 'over';
    clearTimeout(this.#stageTimer);
    clearTimeout(this.#wholeTimer);
    this.#settle({ ...result, duration: Math.round(performance.now() - this.#started) });
    const nothingMore = result.kind === 'reply' && result.isWhole;
    if (!nothingMore) this.#controller?.abort(new Error('The request has been given up.'));
  }
}

/**
 * Once what has arrived is read: when this thread has been held up, timers come before the sockets, and what seems to
 * be silence may be an answer.
 */
const afterReading = (act: () => void): unknown => setImmediate(act);
