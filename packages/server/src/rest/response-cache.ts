import type { Write } from '../storage/storage.ts';
import type { CachedReply } from './handler.ts';

/** Pages of lists that the cache remembers as requested once. */
const maxSeenPages = 256;

interface CachedObject {
  readonly body: string;
  /** What the body depends on beside the object: the URLs in it. */
  readonly variant: string;
}

interface ResponseCacheOptions {
  /** Whether this process alone writes the database: another would change it without telling this cache. */
  readonly enabled: boolean;
  /** Bounds cached replies and their keys. Each character counts as a byte, which most of them take. */
  readonly maxBytes: number;
  /** The table of the objects in cached replies, and the columns that replies show. */
  readonly shown: { readonly table: string; readonly columns: ReadonlySet<string> };
  /** The table of what contains these objects; a change there invalidates all replies. */
  readonly dependsOn: string;
}

type Load = () => Promise<string | undefined>;

/**
 * Keeps rendered replies until something that they show changes. The storage reports every row that a commit has
 * written, so no handler has to invalidate anything. A hot fetch costs half as much as without it: docs/performance.md.
 */
export class ResponseCache {
  readonly #options: ResponseCacheOptions;
  readonly #objects = new Map<string, CachedObject>();
  readonly #pages = new Map<string, string>();
  readonly #seenObjects = new SeenOnceFilter();
  readonly #seenPages = new Set<string>();
  /** Loads in progress, by SID; a change of the object removes its load. */
  readonly #loads = new Map<string, symbol>();
  /** Counts the changes of anything that a page may show. */
  #changes = 0;
  #size = 0;

  constructor(options: ResponseCacheOptions) {
    this.#options = options;
  }

  /** The cached reply; undefined when there is none. */
  peek(key: CachedReply): string | undefined {
    if ('page' in key) return this.#pages.get(key.page);
    const cached = this.#objects.get(key.object);
    return cached?.variant === key.variant ? cached.body : undefined;
  }

  /**
   * The cached reply, or else what `load` resolves with. A reply is cached when it is loaded for the second time: to
   * cache what nobody requests again costs more than it saves, because all of it becomes garbage to collect.
   */
  load(key: CachedReply, load: Load): Promise<string | undefined> {
    const cached = this.#options.enabled ? this.peek(key) : undefined;
    if (cached !== undefined) return Promise.resolve(cached);
    if (!this.#options.enabled || !this.#wasSeen(key)) return load();
    return 'page' in key ? this.#loadPage(key.page, load) : this.#loadObject(key.object, key.variant, load);
  }

  /** Removes what these writes have changed; to be called after their commit and before any of its replies. */
  invalidate(writes: readonly Write[]): void {
    const { shown, dependsOn } = this.#options;
    for (const { statement, row } of writes) {
      const { name } = statement.table;
      if (name === dependsOn && statement.kind !== 'insert') {
        this.#objects.clear();
        this.#loads.clear();
        this.#invalidatePages();
      } else if (name === shown.table && changesShown(shown.columns, statement)) {
        const sid = String(row['sid']);
        this.#objects.delete(sid);
        this.#loads.delete(sid);
        this.#invalidatePages();
      }
    }
  }

  #invalidatePages(): void {
    this.#pages.clear();
    this.#changes++;
  }

  #wasSeen(key: CachedReply): boolean {
    if ('object' in key) return this.#seenObjects.testAndAdd(key.object);
    if (this.#seenPages.delete(key.page)) return true;
    if (this.#seenPages.size === maxSeenPages) this.#seenPages.clear();
    this.#seenPages.add(key.page);
    return false;
  }

  /** Caches nothing that was read before a change and is complete after it. */
  async #loadObject(sid: string, variant: string, load: Load): Promise<string | undefined> {
    const mine = Symbol();
    this.#loads.set(sid, mine);
    let body: string | undefined;
    let isCurrent = false;
    try {
      body = await load();
    } finally {
      isCurrent = this.#loads.get(sid) === mine;
      if (isCurrent) this.#loads.delete(sid);
    }
    if (body === undefined || !isCurrent) return body;
    this.#makeRoom(body.length + variant.length);
    this.#objects.set(sid, { body, variant });
    return body;
  }

  async #loadPage(page: string, load: Load): Promise<string | undefined> {
    const changes = this.#changes;
    const body = await load();
    if (body === undefined || changes !== this.#changes) return body;
    this.#makeRoom(body.length + page.length);
    this.#pages.set(page, body);
    return body;
  }

  /** Clears everything when full: that costs one read per object, and exact accounting would cost every request. */
  #makeRoom(characters: number): void {
    if (this.#size + characters > this.#options.maxBytes) {
      this.#objects.clear();
      this.#pages.clear();
      this.#size = 0;
    }
    this.#size += characters;
  }
}

/** Whether a statement can change what replies show: one that only sets other columns cannot. */
const changesShown = (columns: ReadonlySet<string>, statement: Write['statement']): boolean =>
  statement.kind !== 'update' ||
  Object.keys(statement.columns).some((name) => columns.has(name) && !statement.table.key.includes(name));

/** Remembers SIDs that were seen lately, approximately and in a fixed space. */
class SeenOnceFilter {
  readonly #marks = new Uint32Array(0x10000);

  /** Whether this SID was seen before. The random digits of the SID serve as its hash. */
  testAndAdd(sid: string): boolean {
    const slot = Number.parseInt(sid.slice(18, 22), 16);
    const mark = Number.parseInt(sid.slice(22, 30), 16);
    if (this.#marks[slot] === mark) return true;
    this.#marks[slot] = mark;
    return false;
  }
}
