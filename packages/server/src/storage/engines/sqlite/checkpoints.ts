import { Worker } from 'node:worker_threads';

/** Time between a write and the checkpoint that follows it, in milliseconds. */
const delayMs = 100;

/**
 * Moves what has been committed from the write-ahead log into the database file, on a thread of its own: done
 * inline, it would stop all requests for tens of milliseconds. The thread starts with the first writes, so a
 * server at rest does not pay for it.
 */
export class Checkpoints {
  readonly #file: string;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** To be told after each commit. */
  scheduleCheckpoint(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#worker ??= this.#start();
      this.#worker.postMessage('checkpoint');
    }, delayMs).unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#worker === undefined) return;
    const ended = new Promise((resolve) => this.#worker?.once('exit', resolve));
    // Until it has ended it holds the database, so the process waits for it.
    this.#worker.ref();
    this.#worker.postMessage('stop');
    await ended;
  }

  #start(): Worker {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./checkpoint-worker.${extension}`, import.meta.url), {
      workerData: this.#file,
      execArgv: [],
      stdout: false,
    });
    worker.unref();
    // Without checkpoints the log only grows; the next write tries again.
    worker.on('error', () => {
      this.#worker = undefined;
    });
    return worker;
  }
}
