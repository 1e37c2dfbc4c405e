import type { Logger } from '../observe/logger.ts';

/** A part of the application that runs. `stop` also releases what a failed `start` has left behind. */
export interface Part {
  start(): void | Promise<void>;
  stop(): void | Promise<void>;
}

/**
 * Owns everything that the application starts. Disposing of it stops the parts in the reverse order of their start;
 * a part that fails to stop does not keep the others running.
 */
export class Lifetime implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack();
  readonly #logger: Pick<Logger, 'debug'>;
  #stopped: Promise<void> | undefined;

  constructor(logger: Pick<Logger, 'debug'>) {
    this.#logger = logger;
  }

  /** Opens a resource, which is closed when the application stops. */
  async open<Resource>(
    name: string,
    open: () => Resource | Promise<Resource>,
    close: (resource: Resource) => void | Promise<void>,
  ): Promise<Resource> {
    const resource = await open();
    this.#stack.defer(() => this.#stop(name, () => close(resource)));
    this.#logger.debug({ part: name }, 'started');
    return resource;
  }

  /** Starts a part, which is stopped when the application stops, or when its own start fails. */
  async start(name: string, part: Part): Promise<void> {
    this.#stack.defer(() => this.#stop(name, () => part.stop()));
    await part.start();
    this.#logger.debug({ part: name }, 'started');
  }

  /** Every call resolves when everything has stopped, or rejects with the errors of the parts that did not stop. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#stopped ??= this.#stack.disposeAsync();
    return this.#stopped;
  }

  async #stop(name: string, stop: () => void | Promise<void>): Promise<void> {
    await stop();
    this.#logger.debug({ part: name }, 'stopped');
  }
}
