import type { AttemptOutcome } from './attempt-outcome.ts';

/** Consecutive failures after which the breaker of an origin opens. */
const maxFailures = 5;
/** Time between two probes of an origin that is down; it doubles after each. */
const probeDelaysMs = { initial: 1000, max: 60_000 };

interface CircuitState {
  /** Consecutive ones. */
  failures: number;
  nextDelayMs: number;
  /** Time of the next probe; 0 while the circuit is closed. */
  openUntil: number;
}

/**
 * A circuit breaker per origin, so that capacity is not spent on requests to an origin that is down. Such an origin gets
 * one probe at a time, at growing intervals; its first reply closes the circuit. The state is in the memory of each
 * process: a process that starts learns it anew.
 */
export class Breaker {
  readonly #circuits = new Map<string, CircuitState>();

  /** When the next request may be sent to an origin that is down; undefined while it is up. */
  openUntil(origin: string): number | undefined {
    const openUntil = this.#circuits.get(origin)?.openUntil ?? 0;
    return openUntil === 0 ? undefined : openUntil;
  }

  isUp(origin: string): boolean {
    return (this.#circuits.get(origin)?.openUntil ?? 0) === 0;
  }

  /**
   * How many more lanes of an origin may be worked on: all that there is capacity for while it is up, otherwise one
   * when a probe is due.
   *
   * @param inProgress number of its lanes in progress.
   */
  capacity(origin: string, now: number, capacity: number, inProgress: number): number {
    const circuit = this.#circuits.get(origin);
    if (circuit === undefined || circuit.openUntil === 0) return capacity;
    // The clock can be set back.
    circuit.openUntil = Math.min(circuit.openUntil, now + probeDelaysMs.max);
    return inProgress === 0 && now >= circuit.openUntil ? Math.min(capacity, 1) : 0;
  }

  /** Counts the outcome of an attempt. */
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
    // Of several failed requests that were in flight together, only the first postpones the next probe.
    if (circuit.failures < maxFailures || now < circuit.openUntil) return;
    circuit.openUntil = now + circuit.nextDelayMs;
    circuit.nextDelayMs = Math.min(circuit.nextDelayMs * 2, probeDelaysMs.max);
  }

  /** Drops the state of origins that have no lanes any more. */
  retainOnly(origins: readonly string[]): void {
    if (this.#circuits.size === 0) return;
    const known = new Set(origins);
    for (const origin of this.#circuits.keys()) if (!known.has(origin)) this.#circuits.delete(origin);
  }
}
