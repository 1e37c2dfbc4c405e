import { Worker } from 'node:worker_threads';

/** When the write-ahead log is copied into the database file, and for how long there is a thread that does it. */
export interface CheckpointSettings {
  /** Frames of 4 KB in the write-ahead log above which it begins again. */
  readonly maxLogFrames: number;
  /** The time between a commit and the checkpoint that follows it. */
  readonly delayMs: number;
  /** Commits that wait for a checkpoint before a thread is started for them. */
  readonly commitsPerStart: number;
  /** The time without a checkpoint after which the thread ends. */
  readonly idleMs: number;
}

const defaultSettings: CheckpointSettings = {
  // Restarting the log costs a sync of its header on the serving thread, so it is rare.
  maxLogFrames: 20_000,
  delayMs: 100,
  // A server that writes rarely has a thread rarely. What waits stays in the log, which every start reads.
  commitsPerStart: 50,
  idleMs: 10_000,
};

/**
 * Moves commits from the write-ahead log into the database file, on a separate thread: on the serving thread it would
 * stop all requests for tens of milliseconds. The thread takes 18 MiB, so it exists only while there is much to move.
 */
export class Checkpoints {
  readonly #file: string;
  readonly #settings: CheckpointSettings;
  #commits = 0;
  #worker: Worker | undefined;
  /** The end of a thread that is closing its connection. */
  #ended: Promise<unknown> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #restarting: PromiseWithResolvers<void> | undefined;

  constructor(file: string, settings: Partial<CheckpointSettings> = {}) {
    this.#file = file;
    this.#settings = { ...defaultSettings, ...settings };
  }

  /** Resolves when the log has begun again; undefined while it does not. Transactions that begin meanwhile prevent it. */
  get restarting(): Promise<void> | undefined {
    return this.#restarting?.promise;
  }

  /** Call this after each commit. */
  scheduleCheckpoint(): void {
    this.#commits += 1;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#worker !== undefined || this.#commits >= this.#settings.commitsPerStart) this.#checkpoint();
    }, this.#settings.delayMs).unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#endThread();
    await this.#ended;
  }

  #checkpoint(): void {
    this.#commits = 0;
    this.#worker ??= this.#startThread();
    this.#worker.postMessage('checkpoint');
    this.#idleTimer ??= setTimeout(() => this.#endThread(), this.#settings.idleMs).unref();
    this.#idleTimer.refresh();
  }

  #startThread(): Worker {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./checkpoint-worker.${extension}`, import.meta.url), {
      workerData: { file: this.#file, maxLogFrames: this.#settings.maxLogFrames },
      execArgv: [],
      stdout: false,
    });
    worker.unref();
    // It ends then. Without checkpoints the log only grows, and later commits start another thread.
    worker.on('error', () => {});
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

  /** The messages before this one are done first. */
  #endThread(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = undefined;
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#worker = undefined;
    this.#ended = new Promise((resolve) => worker.once('exit', resolve));
    // The thread has the database open, so the process must not end before it.
    worker.ref();
    worker.postMessage('stop');
  }

  #endRestart(): void {
    this.#restarting?.resolve();
    this.#restarting = undefined;
  }
}
