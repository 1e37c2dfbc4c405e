import type { AttemptOutcome } from './attempt-outcome.ts';

/** Attempts in a row that fail before a server is taken to be down. */
const maxFailures = 5;
/** Milliseconds between two attempts to see whether it is back: doubled each time. */
const probeDelaysMs = { initial: 1000, max: 60_000 };

interface CircuitState {
  /** In a row. */
  failures: number;
  nextDelayMs: number;
  /** When one attempt may be made; 0 while it is not taken to be down. */
  openUntil: number;
}

/**
 * Knows which servers are down, so that nobody waits for each of the thousand requests that they will not answer.
 * One that is down gets one attempt at a time, at growing distances; its first answer ends that. It is kept by each
 * process for itself, in memory: a process that starts finds out anew.
 */
export class Breaker {
  readonly #circuits = new Map<string, CircuitState>();

  /** Whether a server is taken to be up. */
  isUp(origin: string): boolean {
    return (this.#circuits.get(origin)?.openUntil ?? 0) === 0;
  }

  /**
   * How many more lines to a server may be worked at.
   *
   * @param capacity while it is up.
   * @param inProgress lines that are worked at.
   */
  capacity(origin: string, now: number, capacity: number, inProgress: number): number {
    if (this.isUp(origin)) return capacity;
    const circuit = this.#circuits.get(origin);
    // A clock can go back.
    const openUntil = Math.min(circuit?.openUntil ?? 0, now + probeDelaysMs.max);
    if (circuit !== undefined) circuit.openUntil = openUntil;
    return inProgress === 0 && now >= openUntil ? Math.min(capacity, 1) : 0;
  }

  /** Takes down what an attempt has come to. */
  record(origin: string, { originHealth }: Pick<AttemptOutcome, 'originHealth'>, now: number): void {
    if (originHealth === 'up') this.#circuits.delete(origin);
    if (originHealth !== 'down') return;
    const circuit = this.#circuits.get(origin) ?? {
      failures: 0,
      nextDelayMs: probeDelaysMs.initial,
      openUntil: 0,
    };
    this.#circuits.set(origin, circuit);
    circuit.failures += 1;
    // Of those that were under way together, only the first says something new.
    if (circuit.failures < maxFailures || now < circuit.openUntil) return;
    circuit.openUntil = now + circuit.nextDelayMs;
    circuit.nextDelayMs = Math.min(circuit.nextDelayMs * 2, probeDelaysMs.max);
  }

  /** Forgets servers that there is nothing for any more. */
  retainOnly(origins: readonly string[]): void {
    if (this.#circuits.size === 0) return;
    const known = new Set(origins);
    for (const origin of this.#circuits.keys()) if (!known.has(origin)) this.#circuits.delete(origin);
  }
}
