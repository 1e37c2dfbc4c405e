import { Worker } from 'node:worker_threads';

/** Restarting the log costs a sync of its header on the serving thread, so it is rare. */
const defaultMaxLogFrames = 20_000;

/** The time between a commit and the checkpoint that follows it. */
const defaultDelayMs = 100;

/**
 * Moves commits from the write-ahead log into the database file, on a separate thread: on the serving thread it would
 * stop all requests for tens of milliseconds. The thread starts with the first write, so an idle server has none.
 */
export class Checkpoints {
  readonly #file: string;
  readonly #maxLogFrames: number;
  readonly #delayMs: number;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #restarting: PromiseWithResolvers<void> | undefined;

  /** @param maxLogFrames frames of 4 KB in the write-ahead log above which it begins again. */
  constructor(file: string, maxLogFrames = defaultMaxLogFrames, delayMs = defaultDelayMs) {
    this.#file = file;
    this.#delayMs = delayMs;
    this.#maxLogFrames = maxLogFrames;
  }

  /** Resolves when the log has begun again; undefined while it does not. Transactions that begin meanwhile prevent it. */
  get restarting(): Promise<void> | undefined {
    return this.#restarting?.promise;
  }

  /** Call this after each commit. */
  scheduleCheckpoint(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#worker ??= this.#start();
      this.#worker.postMessage('checkpoint');
    }, this.#delayMs).unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#worker === undefined) return;
    const ended = new Promise((resolve) => this.#worker?.once('exit', resolve));
    // The worker has the database open, so the process must not end before it.
    this.#worker.ref();
    this.#worker.postMessage('stop');
    await ended;
  }

  #start(): Worker {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./checkpoint-worker.${extension}`, import.meta.url), {
      workerData: { file: this.#file, maxLogFrames: this.#maxLogFrames },
      execArgv: [],
      stdout: false,
    });
    worker.unref();
    // Without checkpoints the log only grows. The next write starts another worker.
    worker.on('error', () => {
      this.#worker = undefined;
    });
    worker.on('message', (message: unknown) => {
      if (message === 'restarting') this.#restarting = Promise.withResolvers();
      else this.#endRestart();
    });
    worker.on('exit', () => {
      this.#endRestart();
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  #endRestart(): void {
    this.#restarting?.resolve();
    this.#restarting = undefined;
  }
}
