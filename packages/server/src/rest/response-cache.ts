import type { Write } from '../storage/storage.ts';

/** Characters of replies kept in memory at most; most characters take one byte. */
const maxCacheCharacters = 48 * 1024 * 1024;

/** Pages of lists that are remembered as asked for once. */
const maxSeenPages = 256;

interface Kept {
  readonly body: string;
  /** What the body depends on beside the object: the URLs in it. */
  readonly variant: string;
}

/** What the kept replies show: the rows of a table, each of them some of its columns. */
interface CachedColumns {
  readonly table: string;
  readonly columns: ReadonlySet<string>;
}

interface ResponseCacheOptions {
  readonly enabled: boolean;
  readonly shown: CachedColumns;
  /** The table of what the shown rows lie in; a change there makes all replies doubtful. */
  readonly dependsOn: string;
}

/**
 * Keeps rendered replies while nobody has changed what they show. The storage says what has changed: it tells
 * of every row that is written, after the commit, so no handler has to remember to. It works only for the sole
 * owner of a database; another process would change things behind its back.
 */
export class ResponseCache {
  readonly #options: ResponseCacheOptions;
  readonly #objects = new Map<string, Kept>();
  readonly #pages = new Map<string, string>();
  readonly #askedObjects = new SeenOnceFilter();
  readonly #askedPages = new Set<string>();
  /** Loads under way, by SID; a change of the object takes its load off. */
  readonly #loads = new Map<string, symbol>();
  /** How often something has changed that a page may show. */
  #changes = 0;
  #size = 0;

  constructor(options: ResponseCacheOptions) {
    this.#options = options;
  }

  /** The reply that shows one object: the kept one, or what `load` answers. */
  object(
    sid: string,
    variant: string,
    load: () => Promise<string | undefined>,
  ): string | Promise<string | undefined> {
    if (!this.#options.enabled) return load();
    const kept = this.#objects.get(sid);
    if (kept !== undefined && kept.variant === variant) return kept.body;
    // Keeping what nobody asks for again costs more than it saves: it all has to be collected as garbage.
    if (!this.#askedObjects.again(sid)) return load();
    return this.#loadObject(sid, variant, load);
  }

  /** The reply that shows a page of a list. `variant` is the whole of the request. */
  page(variant: string, load: () => Promise<string | undefined>): string | Promise<string | undefined> {
    if (!this.#options.enabled) return load();
    const kept = this.#pages.get(variant);
    if (kept !== undefined) return kept;
    if (!this.#askedPages.delete(variant)) {
      if (this.#askedPages.size === maxSeenPages) this.#askedPages.clear();
      this.#askedPages.add(variant);
      return load();
    }
    return this.#loadPage(variant, load);
  }

  /** Forgets what these writes have changed; to be called after their commit, before anyone is answered. */
  invalidate(writes: readonly Write[]): void {
    const { shown, dependsOn } = this.#options;
    for (const { statement, row } of writes) {
      const { name } = statement.table;
      if (name === dependsOn && statement.kind !== 'insert') {
        this.#objects.clear();
        this.#loads.clear();
        this.#changed();
      } else if (name === shown.table && showsIn(shown.columns, statement)) {
        const sid = String(row['sid']);
        this.#objects.delete(sid);
        this.#loads.delete(sid);
        this.#changed();
      }
    }
  }

  #changed(): void {
    this.#pages.clear();
    this.#changes++;
  }

  /** What was read before a change must not be kept after it. */
  async #loadObject(
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
    this.#objects.set(sid, { body, variant });
    return body;
  }

  async #loadPage(variant: string, load: () => Promise<string | undefined>): Promise<string | undefined> {
    const changes = this.#changes;
    const body = await load();
    if (body === undefined || changes !== this.#changes) return body;
    this.#makeRoom(body);
    this.#pages.set(variant, body);
    return body;
  }

  /** Coarse but cheap: starting over costs one read per object, counting exactly would cost every request. */
  #makeRoom(body: string): void {
    if (this.#size + body.length > maxCacheCharacters) {
      this.#objects.clear();
      this.#pages.clear();
      this.#size = 0;
    }
    this.#size += body.length;
  }
}

/** Whether a statement can change what is shown: one that only sets other columns cannot. */
const showsIn = (columns: ReadonlySet<string>, statement: Write['statement']): boolean =>
  statement.kind !== 'update' ||
  Object.keys(statement.columns).some((name) => columns.has(name) && !statement.table.key.includes(name));

/** Remembers SIDs that were asked for lately, approximately and in a fixed space. */
class SeenOnceFilter {
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
