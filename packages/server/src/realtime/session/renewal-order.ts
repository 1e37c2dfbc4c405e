/** Verifications of tokens can end in another order than they began; the client goes on with the one that it sent last. */
export class RenewalOrder {
  #begun = 0;
  #accepted = 0;

  /** Begins a renewal. Returns the function that accepts it, unless a newer one has been accepted. */
  begin(): () => boolean {
    const number = ++this.#begun;
    return () => {
      if (number < this.#accepted) return false;
      this.#accepted = number;
      return true;
    };
  }
}
