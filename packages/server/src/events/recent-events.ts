import type { LoggedEvent } from './event-log.ts';

/** Records, and characters of their properties, that are kept at most. */
const maxEvents = 1000;
const maxCharacters = 4_000_000;

/** The newest records, without gaps: streams that keep up share them instead of each reading the database. */
export class RecentEvents {
  #events: LoggedEvent[] = [];
  #characters = 0;
  /** All records after it, up to the head, are here. */
  #start: number;
  #head: number;

  /** @param head position of the newest record so far, which is not kept. */
  constructor(head: number) {
    this.#start = head;
    this.#head = head;
  }

  /** Position of the newest record known. */
  get head(): number {
    return this.#head;
  }

  /** Takes the records that follow the head. */
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

  /** The next records after a position, at most `limit`; undefined when some of them are no longer here. */
  after(position: number, limit: number): readonly LoggedEvent[] | undefined {
    if (position >= this.#head) return [];
    if (position < this.#start) return undefined;
    const first = this.#events.findLastIndex((event) => event.position <= position) + 1;
    return this.#events.slice(first, first + limit);
  }
}
