import type { Meta } from './api-objects.ts';
import { expectEmpty, expectSuccess } from './expectations.ts';
import type { Api, Fields, Reply } from './http.ts';

export interface PageOf<O> {
  readonly meta: Meta;
  readonly items: readonly O[];
}

/** The objects of one resource below one path. */
export class Collection<O extends { readonly sid: string }> {
  readonly api: Api;
  readonly key: string;
  readonly #path: () => string;
  readonly #createdSids = new Set<string>();

  /** @param key of the array in a list reply. @param path is called late, because a test service gets its SID late. */
  constructor(api: Api, key: string, path: () => string) {
    this.api = api;
    this.key = key;
    this.#path = path;
  }

  /** The path from `/v1` on. */
  get path(): string {
    return this.#path();
  }

  /** Returns the path of one object, without encoding the identifier. */
  itemPath(identifier: string): string {
    return `${this.path}/${identifier}`;
  }

  async tryCreate(form: Fields = {}): Promise<Reply> {
    const reply = await this.api.post(this.path, form);
    if (reply.status === 201) this.#createdSids.add((reply.body as O).sid);
    return reply;
  }

  async create(form: Fields = {}): Promise<O> {
    return expectSuccess(await this.tryCreate(form), 201);
  }

  async fetch(identifier: string): Promise<O> {
    return expectSuccess(await this.api.get(this.itemPath(identifier)), 200);
  }

  tryUpdate(identifier: string, form: Fields = {}): Promise<Reply> {
    return this.api.post(this.itemPath(identifier), form);
  }

  async update(identifier: string, form: Fields = {}): Promise<O> {
    return expectSuccess(await this.tryUpdate(identifier, form), 200);
  }

  async remove(identifier: string): Promise<void> {
    expectEmpty(await this.api.delete(this.itemPath(identifier)));
  }

  /** Fetches a page; the path can be a URL from another page. */
  async page(query: Fields = {}, path = this.path): Promise<PageOf<O>> {
    const reply = await this.api.get(path, path === this.path ? query : undefined);
    const body = expectSuccess<Record<string, readonly O[]> & { readonly meta: Meta }>(reply, 200);
    expectKeys(body, ['meta', this.key]);
    return { meta: body.meta, items: body[this.key] ?? [] };
  }

  /** Fetches every page from the first on. */
  async walk(query: Fields = {}): Promise<PageOf<O>[]> {
    const pages = [await this.page(query)];
    for (let next = pages[0]?.meta.next_page_url; next; next = pages.at(-1)?.meta.next_page_url) {
      pages.push(await this.page({}, next));
      if (pages.length > 100) throw new Error('The pages have no end.');
    }
    return pages;
  }

  async sids(query: Fields = {}): Promise<string[]> {
    return (await this.walk(query)).flatMap(({ items }) => items.map(({ sid }) => sid));
  }

  /** Deletes an object at the end that was created as a side effect. */
  removeAfterwards(identifier: string): void {
    this.#createdSids.add(encodeURIComponent(identifier));
  }

  async removeAll(): Promise<void> {
    await Promise.all([...this.#createdSids].map((sid) => this.api.delete(this.itemPath(sid))));
  }
}

function expectKeys(body: object, keys: readonly string[]): void {
  const found = Object.keys(body).toSorted();
  if (found.join() !== keys.toSorted().join()) throw new Error(`The page has the keys ${found.join()}.`);
}
