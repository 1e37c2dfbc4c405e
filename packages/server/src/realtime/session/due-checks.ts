import type { Moment } from './connection-timers.ts';

/** In how many parts the connections are checked: 10,000 at once delay requests by 8 ms, each second. */
const parts = 10;

interface Checked {
  readonly heldBytes: number;
  /** Does what has become due. Returns whether a ping was sent. */
  runDue(moment: Moment): boolean;
}

/** What a round of checks has found. */
interface Round<Connection> {
  /** Those that were sent a ping. */
  readonly pinged: readonly Connection[];
  /** What all of them make the server hold, each looked at when it was checked. */
  readonly heldBytes: number;
}

/** Lets connections do what has become due, all at once or one part after the other. */
export class DueChecks<Connection extends Checked> {
  readonly #connections: ReadonlySet<Connection>;
  readonly #now: () => Moment;
  readonly #onRound: (round: Round<Connection>) => void;
  /** Those of this round that are still to be checked. */
  #unchecked: SetIterator<Connection>;
  #pinged: Connection[] = [];
  #heldBytes = 0;

  /** @param onRound called when all connections have been checked. */
  constructor(
    connections: ReadonlySet<Connection>,
    now: () => Moment,
    onRound: (round: Round<Connection>) => void,
  ) {
    this.#connections = connections;
    this.#now = now;
    this.#onRound = onRound;
    this.#unchecked = connections.values();
  }

  /** @param intervalMs how often each connection is checked. */
  start(intervalMs: number): NodeJS.Timeout {
    return setInterval(() => this.runPart(), intervalMs / parts).unref();
  }

  /** Checks the next part. */
  runPart(): void {
    const size = Math.max(1, Math.ceil(this.#connections.size / parts));
    const part = [...this.#unchecked.take(size)];
    this.#check(part);
    if (part.length < size) this.#endRound();
  }

  runAll(): void {
    this.#check(this.#connections);
    this.#endRound();
  }

  #check(connections: Iterable<Connection>): void {
    const moment = this.#now();
    for (const connection of connections) {
      if (connection.runDue(moment)) this.#pinged.push(connection);
      this.#heldBytes += connection.heldBytes;
    }
  }

  #endRound(): void {
    const round = { pinged: this.#pinged, heldBytes: this.#heldBytes };
    this.#unchecked = this.#connections.values();
    this.#pinged = [];
    this.#heldBytes = 0;
    this.#onRound(round);
  }
}
