import type { EventRow } from '../events/event.ts';

/** Characters of replies kept in memory at most; most characters take one byte. */
const largestCache = 48 * 1024 * 1024;

/** Pages of lists that are remembered as asked for once. */
const mostAsked = 256;

interface Kept {
  readonly body: string;
  /** What the body depends on beside the object: the URLs in it. */
  readonly variant: string;
}

/**
 * Keeps rendered replies while nobody has changed what they show. The event log says what has changed: the
 * cache is told of every record after its commit, so no handler has to remember to. It works only for the sole
 * owner of a database; another process would change things behind its back.
 */
export class Replies {
  readonly #enabled: boolean;
  readonly #objects = new Map<string, Map<string, Kept>>();
  readonly #lists = new Map<string, Map<string, string>>();
  readonly #askedObjects = new AskedOnce();
  readonly #askedPages = new Set<string>();
  /** Loads under way, by SID; a change of the object takes its load off. */
  readonly #loads = new Map<string, symbol>();
  /** How often each service has changed. */
  readonly #changes = new Map<string, number>();
  #size = 0;

  constructor(options: { readonly enabled: boolean }) {
    this.#enabled = options.enabled;
  }

  /** The reply that shows one object: the kept one, or what `load` answers. */
  object(
    service: string,
    sid: string,
    variant: string,
    load: () => Promise<string | undefined>,
  ): string | Promise<string | undefined> {
    if (!this.#enabled) return load();
    const kept = this.#objects.get(service)?.get(sid);
    if (kept !== undefined && kept.variant === variant) return kept.body;
    // Keeping what nobody asks for again costs more than it saves: it all has to be collected as garbage.
    if (!this.#askedObjects.again(sid)) return load();
    return this.#loadObject(service, sid, variant, load);
  }

  /** The reply that shows a page of a list in a service. `variant` is the whole of the request. */
  list(
    service: string,
    variant: string,
    load: () => Promise<string | undefined>,
  ): string | Promise<string | undefined> {
    if (!this.#enabled) return load();
    const pages = this.#lists.get(service);
    const kept = pages?.get(variant);
    if (kept !== undefined) return kept;
    if (!this.#askedPages.delete(variant)) {
      if (this.#askedPages.size === mostAsked) this.#askedPages.clear();
      this.#askedPages.add(variant);
      return load();
    }
    return this.#loadList(service, variant, load);
  }

  /** Forgets what these records have changed; to be called after their commit, before anyone is answered. */
  changed(records: readonly Pick<EventRow, 'service_sid' | 'conversation_sid'>[]): void {
    for (const { service_sid, conversation_sid } of records) {
      if (conversation_sid !== null) {
        this.#objects.get(service_sid)?.delete(conversation_sid);
        this.#loads.delete(conversation_sid);
      }
      this.#lists.delete(service_sid);
      this.#changes.set(service_sid, (this.#changes.get(service_sid) ?? 0) + 1);
    }
  }

  /** Forgets all of a service. */
  forget(service: string): void {
    this.#objects.delete(service);
    this.#loads.clear();
    this.changed([{ service_sid: service, conversation_sid: null }]);
  }

  /** What was read before a change must not be kept after it. */
  async #loadObject(
    service: string,
    sid: string,
    variant: string,
    load: () => Promise<string | undefined>,
  ): Promise<string | undefined> {
    const mine = Symbol();
    this.#loads.set(sid, mine);
    let body: string | undefined;
    let unchanged = false;
    try {
      body = await load();
    } finally {
      unchanged = this.#loads.get(sid) === mine;
      if (unchanged) this.#loads.delete(sid);
    }
    if (body === undefined || !unchanged) return body;
    this.#makeRoom(body);
    const objects = this.#objects.get(service) ?? new Map<string, Kept>();
    this.#objects.set(service, objects.set(sid, { body, variant }));
    return body;
  }

  async #loadList(
    service: string,
    variant: string,
    load: () => Promise<string | undefined>,
  ): Promise<string | undefined> {
    const changes = this.#changes.get(service);
    const body = await load();
    if (body === undefined || changes !== this.#changes.get(service)) return body;
    this.#makeRoom(body);
    const pages = this.#lists.get(service) ?? new Map<string, string>();
    this.#lists.set(service, pages.set(variant, body));
    return body;
  }

  /** Coarse but cheap: starting over costs one read per object, counting exactly would cost every request. */
  #makeRoom(body: string): void {
    if (this.#size + body.length > largestCache) {
      this.#objects.clear();
      this.#lists.clear();
      this.#size = 0;
    }
    this.#size += body.length;
  }
}

/** Remembers SIDs that were asked for lately, approximately and in a fixed space. */
class AskedOnce {
  readonly #marks = new Uint32Array(0x10000);

  /** Whether this SID was asked for before; it is from now on. Its digits of chance serve as the hash. */
  again(sid: string): boolean {
    const place = Number.parseInt(sid.slice(18, 22), 16);
    const mark = Number.parseInt(sid.slice(22, 30), 16);
    if (this.#marks[place] === mark) return true;
    this.#marks[place] = mark;
    return false;
  }
}
