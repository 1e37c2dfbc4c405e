/*
 * Leaves requests their share of the thread while many sessions are sent many changes: after a fan-out the next one waits,
 * and meanwhile changes merge. A fan-out after a pause is sent at once.
 *
 * With 200 messages per second to 500 sessions, pauses of 25 ms instead of 4 ms make the messages arrive earlier, although
 * they wait longer: with less than half as many fan-outs, requests and acknowledgements wait less for the thread.
 */

/** What a frame costs the thread at least: its share of a write, and the acknowledgement that comes back. */
const msPerFrame = 0.008;

/** A pause in proportion to the frames, so that small conversations are not delayed. */
const pauseMsPerFrame = 0.05;

/** A pause that nobody notices in a chat. It bounds what many thousand sessions of one conversation can cause. */
const maxPauseMs = 25;

/** Timers are not more exact than this. */
const minPauseMs = 1;

/** Says when the next changes are sent. */
export class FanOutPacer {
  readonly #uptime: () => number;
  #nextAt = 0;

  /** @param uptime milliseconds of real time. */
  constructor(uptime: () => number = () => performance.now()) {
    this.#uptime = uptime;
  }

  /** The time until the next changes should be sent, in milliseconds. */
  get pauseMs(): number {
    const pause = this.#nextAt - this.#uptime();
    return pause < minPauseMs ? 0 : pause;
  }

  /** Changes have been sent, as a number of frames to all sessions together. */
  onSent(frames: number): void {
    // The thread is busy with the frames first.
    this.#nextAt = this.#uptime() + frames * msPerFrame + Math.min(frames * pauseMsPerFrame, maxPauseMs);
  }
}
