import type { Outcome } from './verdict.ts';

/** Attempts in a row that fail before a server is taken to be down. */
const most = 5;
/** Milliseconds between two attempts to see whether it is back: doubled each time. */
const pauses = { first: 1000, longest: 60_000 };

interface Trouble {
  /** In a row. */
  failures: number;
  pause: number;
  /** When one attempt may be made; 0 while it is not taken to be down. */
  until: number;
}

/**
 * Knows which servers are down, so that nobody waits for each of the thousand requests that they will not answer.
 * One that is down gets one attempt at a time, at growing distances; its first answer ends that. It is kept by each
 * process for itself, in memory: a process that starts finds out anew.
 */
export class Breaker {
  readonly #troubles = new Map<string, Trouble>();

  /** Whether a server is taken to be up. */
  isUp(origin: string): boolean {
    return (this.#troubles.get(origin)?.until ?? 0) === 0;
  }

  /**
   * How many more lines to a server may be worked at.
   *
   * @param room while it is up.
   * @param busy lines that are worked at.
   */
  room(origin: string, now: number, room: number, busy: number): number {
    if (this.isUp(origin)) return room;
    const trouble = this.#troubles.get(origin);
    // A clock can go back.
    const until = Math.min(trouble?.until ?? 0, now + pauses.longest);
    if (trouble !== undefined) trouble.until = until;
    return busy === 0 && now >= until ? Math.min(room, 1) : 0;
  }

  /** Takes down what an attempt has come to. */
  record(origin: string, { server }: Pick<Outcome, 'server'>, now: number): void {
    if (server === 'up') this.#troubles.delete(origin);
    if (server !== 'down') return;
    const trouble = this.#troubles.get(origin) ?? { failures: 0, pause: pauses.first, until: 0 };
    this.#troubles.set(origin, trouble);
    trouble.failures += 1;
    // Of those that were under way together, only the first says something new.
    if (trouble.failures < most || now < trouble.until) return;
    trouble.until = now + trouble.pause;
    trouble.pause = Math.min(trouble.pause * 2, pauses.longest);
  }

  /** Forgets servers that there is nothing for any more. */
  keep(origins: readonly string[]): void {
    if (this.#troubles.size === 0) return;
    const known = new Set(origins);
    for (const origin of this.#troubles.keys()) if (!known.has(origin)) this.#troubles.delete(origin);
  }
}
