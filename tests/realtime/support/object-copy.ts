/** An event of the protocol about an object that a client watches. */
export interface ObjectEvent {
  readonly type: string;
  readonly id: number;
  /** Undefined for a document. */
  readonly key: string | undefined;
  readonly data: Readonly<Record<string, unknown>> | undefined;
}

interface CopiedItem {
  readonly event: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * What a client knows of an object. It applies events as the client SDK does, and throws if the server breaks the rules
 * on which the SDK relies.
 */
export class ObjectCopy {
  readonly name: string;
  /** The last event that is known: the cursor with which the client resumes. */
  cursor: number;
  document: Readonly<Record<string, unknown>> | undefined;
  readonly items = new Map<string, CopiedItem>();
  /** The keys of the items that the server has reported as added, in order. */
  readonly added: string[] = [];
  /** The events that have removed items, by their keys. */
  readonly removed = new Map<string, number>();
  /** What the subscription has sent: the data by item and event. */
  readonly #sent = new Map<string, string>();
  #correlation = 0;
  #state: 'pending' | 'established' | 'canceled' = 'pending';
  #subscribedFrom = 0;

  constructor(name: string, cursor: number) {
    this.name = name;
    this.cursor = cursor;
  }

  /** A new subscription begins, whose replay can repeat events in another form. */
  onSubscribe(correlation: number): void {
    this.#sent.clear();
    this.#correlation = correlation;
    this.#state = 'pending';
    this.#subscribedFrom = this.cursor;
  }

  /** @returns whether the answer is that to the newest request. */
  onEstablished(correlation: number, lastEvent: number): boolean {
    if (correlation !== this.#correlation) return false;
    if (lastEvent < this.cursor)
      throw new Error(`${this.name}: established at ${lastEvent} after ${this.cursor}.`);
    this.cursor = lastEvent;
    this.#state = 'established';
    return true;
  }

  /** The client asks to end the subscription. */
  onCancel(correlation: number): void {
    this.#correlation = correlation;
  }

  /** An answer to an earlier request than the newest one says nothing about the subscription that is there now. */
  onCanceled(correlation: number): void {
    if (correlation === this.#correlation) this.#state = 'canceled';
  }

  apply({ type, id, key, data }: ObjectEvent): void {
    if (this.#state === 'canceled') throw new Error(`${this.name}: ${type} has come after the cancellation.`);
    // It was on its way to an earlier subscription.
    if (this.#state === 'pending' && id <= this.#subscribedFrom) return;
    // The replay begins at the event that the request has named, whatever has come meanwhile.
    const isReplay = this.#state === 'pending';
    if (id < this.cursor && !isReplay)
      throw new Error(`${this.name}: ${type} ${id} has come after ${this.cursor}.`);
    this.cursor = Math.max(id, this.cursor);
    if (key === undefined) {
      this.document = data;
      return;
    }
    const known = this.items.get(key);
    if (type.endsWith('_removed')) {
      this.items.delete(key);
      this.removed.set(key, id);
      return;
    }
    if (data === undefined) throw new Error(`${this.name}: ${type} ${id} has no data.`);
    const [sentKey, json] = [`${key} ${id}`, JSON.stringify(data)];
    if (!isReplay && (this.#sent.get(sentKey) ?? json) !== json)
      throw new Error(`${this.name}: event ${id} of ${key} has come twice, with other data.`);
    if (!isReplay) this.#sent.set(sentKey, json);
    if (known !== undefined && id <= known.event) return;
    if (known === undefined && !type.endsWith('_added'))
      throw new Error(`${this.name}: ${type} ${id} is about ${key}, which is not known.`);
    if (known === undefined) this.added.push(key);
    this.items.set(key, { event: id, data });
  }
}
