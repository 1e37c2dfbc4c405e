import { setTimeout } from 'node:timers/promises';
import type { LoggedEvent } from '../../events/event-log.ts';
import type { LogTail } from '../../events/log-tail.ts';
import { CoalescingRunner } from '../../platform/coalescing-runner.ts';
import { FanOutPacer } from './fan-out-pacer.ts';

/** Events after which the changes so far are sent. Those of one object are merged. */
const maxEvents = 500;

/** The delay after an error before the log is read again. */
const retryDelayMs = 1000;

interface LogReaderOptions {
  readonly tail: Pick<LogTail, 'head' | 'read' | 'onEvents'>;
  readonly onEvent: (event: LoggedEvent) => Promise<void>;
  /** Called when the database has been restored or reset, so that the log is shorter than what was read of it. */
  readonly onRestored: () => void;
  /** Called when events have been deleted before they were read. */
  readonly onGap: () => void;
  /** Sends what the events have changed. Resolves with the number of frames to all sessions together. */
  readonly send: () => Promise<number>;
  readonly onError: (error: unknown) => void;
}

/** Reads the events that the log tail announces, and sends what they have changed: at once, or paced. */
export class LogReader {
  readonly #options: LogReaderOptions;
  readonly #runner: CoalescingRunner;
  readonly #pacer = new FanOutPacer();
  #position = 0;
  #stopListening = () => {};

  constructor(options: LogReaderOptions) {
    this.#options = options;
    this.#runner = new CoalescingRunner(
      () => this.#run(),
      (error) => {
        options.onError(error);
        void setTimeout(retryDelayMs, undefined, { ref: false }).then(() => this.#runner.run());
      },
    );
  }

  start(): void {
    const { tail } = this.#options;
    this.#position = tail.head;
    this.#stopListening = tail.onEvents(() => void this.#runner.run());
  }

  async stop(): Promise<void> {
    this.#stopListening();
    await this.#runner.stop();
  }

  /** Resolves when every event that the log tail knows has been read, and its changes have been sent. */
  read(): Promise<void> {
    return this.#runner.run();
  }

  async #run(): Promise<void> {
    const { tail, send, onRestored } = this.#options;
    if (tail.head < this.#position) {
      this.#position = tail.head;
      onRestored();
    }
    for (let more = true; more; ) {
      const { pauseMs } = this.#pacer;
      if (pauseMs > 0) await setTimeout(pauseMs);
      more = await this.#readEvents();
      this.#pacer.onSent(await send());
    }
  }

  /** Resolves with whether there may be more events. */
  async #readEvents(): Promise<boolean> {
    const { tail, onEvent, onGap } = this.#options;
    for (let count = 0; count < maxEvents; ) {
      const events = await tail.read(this.#position);
      const [first] = events;
      if (first === undefined) return false;
      if (first.position > this.#position + 1) onGap();
      for (const event of events) {
        await onEvent(event);
        this.#position = event.position;
      }
      count += events.length;
    }
    return true;
  }
}
