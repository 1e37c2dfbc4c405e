/**
 * Counts slots that keys, such as accounts, share. A key can hold as many slots as are free: one alone holds half of
 * them, and however many keys hold all that they can, there is a slot for one more.
 */
export class FairSlots {
  readonly #max: number;
  readonly #heldByKey = new Map<string, number>();
  #held = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get held(): number {
    return this.#held;
  }

  /** The number of slots that a key can take now. */
  availableFor(key: string): number {
    const ofKey = this.#heldByKey.get(key) ?? 0;
    return Math.max(0, Math.ceil((this.#max - this.#held - ofKey) / 2));
  }

  /** Takes a slot, of which `availableFor` has found one. */
  take(key: string): void {
    this.#held++;
    this.#heldByKey.set(key, (this.#heldByKey.get(key) ?? 0) + 1);
  }

  release(key: string): void {
    this.#held--;
    const left = (this.#heldByKey.get(key) ?? 0) - 1;
    if (left > 0) this.#heldByKey.set(key, left);
    else this.#heldByKey.delete(key);
  }
}
