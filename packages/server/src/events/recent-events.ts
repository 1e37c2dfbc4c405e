import type { LoggedEvent } from './event-log.ts';

const maxEvents = 1000;
/** Of the properties of all kept events together. */
const maxCharacters = 4_000_000;

/** The newest events, without gaps: consumers and streams that keep up share them and do not query the database. */
export class RecentEvents {
  #events: LoggedEvent[] = [];
  #characters = 0;
  /** Every event after this position, up to the head, is kept. */
  #start: number;
  #head: number;

  /** @param head the position of the newest event so far, which is not kept. */
  constructor(head: number) {
    this.#start = head;
    this.#head = head;
  }

  /** The position of the newest known event. */
  get head(): number {
    return this.#head;
  }

  /** Adds the events that follow the head, and drops the oldest ones above the maximum. */
  add(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      this.#characters += event.properties.length;
      this.#head = event.position;
    }
    let dropped = 0;
    for (const { position, properties } of this.#events) {
      if (this.#events.length - dropped <= maxEvents && this.#characters <= maxCharacters) break;
      this.#characters -= properties.length;
      this.#start = position;
      dropped++;
    }
    this.#events.splice(0, dropped);
  }

  /** The next events after a position, a maximum of `limit`; undefined when some of them have been dropped. */
  after(position: number, limit: number): readonly LoggedEvent[] | undefined {
    if (position >= this.#head) return [];
    if (position < this.#start) return undefined;
    const first = this.#events.findLastIndex((event) => event.position <= position) + 1;
    return this.#events.slice(first, first + limit);
  }
}
