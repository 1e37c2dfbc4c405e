import type { FaultKind } from '@colloquy/contract';
import type { Randomness } from '../platform/randomness.ts';

/** What a test wants to fail. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** The operation, or the event of a webhook; undefined for all. */
  readonly operation: string | undefined;
  /** From 0 to 1. */
  readonly probability: number;
  /** How often it happens; undefined for no limit. */
  readonly count: number | undefined;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly delayMs: number | undefined;
}

/** A rule, and how often it has happened. */
export interface Fault extends FaultRule {
  readonly sid: string;
  hitCount: number;
}

/** Of one account, because each use looks at all of them, and of all accounts, because they are in memory. */
export const [maxFaults, maxFaultsInAll] = [100, 10_000];

/** The faults of all accounts of this process. They are lost when it stops. */
export class Faults {
  readonly #byAccount = new Map<string, readonly Fault[]>();
  readonly #randomness: Randomness;
  #count = 0;

  constructor(randomness: Randomness) {
    this.#randomness = randomness;
  }

  /** Returns the fault; undefined if the account, or all of them, have as many as they may. */
  add(accountSid: string, sid: string, rule: FaultRule): Fault | undefined {
    const faults = this.list(accountSid);
    if (faults.length >= maxFaults || this.#count >= maxFaultsInAll) return undefined;
    const fault = { ...rule, sid, hitCount: 0 };
    this.#byAccount.set(accountSid, [...faults, fault]);
    this.#count++;
    return fault;
  }

  list(accountSid: string): readonly Fault[] {
    return this.#byAccount.get(accountSid) ?? [];
  }

  /** @param accountSid all accounts unless given. */
  clear(accountSid?: string): void {
    this.#count = accountSid === undefined ? 0 : this.#count - this.list(accountSid).length;
    if (accountSid === undefined) this.#byAccount.clear();
    else this.#byAccount.delete(accountSid);
  }

  /**
   * Returns the fault of these kinds that happens now, and counts it; undefined if none does. Of several that fit, the one
   * that was created first has the first chance.
   */
  take(accountSid: string, kinds: readonly FaultKind[], operation: string | undefined): Fault | undefined {
    const fault = this.#byAccount
      .get(accountSid)
      ?.find(
        (each) =>
          kinds.includes(each.kind) &&
          (each.operation === undefined || each.operation === operation) &&
          each.hitCount < (each.count ?? Number.POSITIVE_INFINITY) &&
          this.#isHit(each.probability),
      );
    if (fault !== undefined) fault.hitCount++;
    return fault;
  }

  #isHit(probability: number): boolean {
    return Number.parseInt(this.#randomness.randomHex(8), 16) / 2 ** 32 < probability;
  }
}
