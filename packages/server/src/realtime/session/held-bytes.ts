interface Holder {
  /** What a connection makes the server hold. */
  readonly heldBytes: number;
}

/** What is left of the maximum when connections have been dropped, so that the next bytes do not count all again. */
const shareToKeep = 3 / 4;

/** Bounds what all connections together make the server hold. */
export class HeldBytes<Connection extends Holder> {
  readonly #connections: ReadonlySet<Connection>;
  readonly #maxBytes: number;
  readonly #drop: (connection: Connection) => void;
  /** What all held when they were last counted, and what they have sent since then. */
  #atMost = 0;

  constructor(
    connections: ReadonlySet<Connection>,
    maxBytes: number,
    drop: (connection: Connection) => void,
  ) {
    this.#connections = connections;
    this.#maxBytes = maxBytes;
    this.#drop = drop;
  }

  /** Notes bytes that a connection has sent, which it may make the server hold: thousands can send them within a tick. */
  onReceived(bytes: number): void {
    this.#atMost += bytes;
    if (this.#atMost > this.#maxBytes) this.check();
  }

  /** Counts what all hold. If it is too much, drops those that hold the most. */
  check(): void {
    const holding: { readonly connection: Connection; readonly bytes: number }[] = [];
    let total = 0;
    for (const connection of this.#connections) {
      const bytes = connection.heldBytes;
      if (bytes > 0) holding.push({ connection, bytes });
      total += bytes;
    }
    if (total > this.#maxBytes) {
      for (const { connection, bytes } of holding.toSorted((a, b) => b.bytes - a.bytes)) {
        if (total <= this.#maxBytes * shareToKeep) break;
        total -= bytes;
        this.#drop(connection);
      }
    }
    this.#atMost = total;
  }
}
