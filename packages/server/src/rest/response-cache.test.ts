import { describe, expect, it } from 'vitest';
import { createCache } from '../../test/harness.ts';
import { remove, update } from '../storage/statement.ts';
import type { Write } from '../storage/storage.ts';
import { integer, table, text } from '../storage/table.ts';
import type { ResponseCache } from './response-cache.ts';

const sid = `CH${'2'.repeat(32)}`;
const object = { object: sid, variant: 'v' };
const page = { page: 'page' };
const columns = { service_id: integer(), sid: text(), friendly_name: text(), event_counter: integer() };
const conversations = table('conversation', columns, ['service_id', 'sid']);
const services = table('service', { sid: text(), date_deleted: text() }, ['sid']);

/** What the storage reports about a change. */
const change = (of = sid): Write => ({
  statement: update(conversations, ['friendly_name']),
  row: { service_id: 1, sid: of, friendly_name: 'new' },
});
const hiddenChange: Write = {
  statement: update(conversations, ['event_counter']),
  row: { service_id: 1, sid, event_counter: 2 },
};
const removal: Write = { statement: remove(conversations), row: { service_id: 1, sid } };
const deletedService: Write = {
  statement: update(services, ['date_deleted']),
  row: { sid: `IS${'1'.repeat(32)}`, date_deleted: 'now' },
};

/** A load that completes when the test says so. */
function pendingLoad() {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  return { load: () => promise, complete: resolve };
}

/** Loads twice: the second load fills the cache. */
async function fill(cache: ResponseCache, key: typeof object | typeof page, body: string): Promise<void> {
  await cache.load(key, async () => body);
  await cache.load(key, async () => body);
}

const unexpectedLoad = async (): Promise<string> => {
  throw new Error('The reply is not cached.');
};

describe('a cached object', () => {
  it('is cached when it is loaded for the second time', async () => {
    const cache = createCache(true);
    await cache.load(object, async () => 'one');
    expect(cache.peek(object)).toBeUndefined();
    await cache.load(object, async () => 'one');
    expect(cache.peek(object)).toBe('one');
    expect(await cache.load(object, unexpectedLoad)).toBe('one');
  });

  it('is not served to a request with another base URL', async () => {
    const cache = createCache(true);
    await fill(cache, object, 'one');
    const other = { object: sid, variant: 'w' };
    expect(cache.peek(other)).toBeUndefined();
    expect(await cache.load(other, async () => 'two')).toBe('two');
  });

  it('is invalidated by a change of its object only', async () => {
    const cache = createCache(true);
    await fill(cache, object, 'one');
    cache.invalidate([change(`CH${'3'.repeat(32)}`)]);
    expect(cache.peek(object)).toBe('one');
    cache.invalidate([change()]);
    expect(await cache.load(object, async () => 'two')).toBe('two');
  });

  it.each([
    ['is kept when only columns outside the reply change', hiddenChange, 'one'],
    ['is invalidated when the object is deleted', removal, 'two'],
    ['is invalidated when a service is deleted', deletedService, 'two'],
  ])('%s', async (_title, write, expected) => {
    const cache = createCache(true);
    await fill(cache, object, 'one');
    cache.invalidate([write]);
    expect(await cache.load(object, async () => 'two')).toBe(expected);
  });

  it('is not cached when the object changes during the load', async () => {
    const cache = createCache(true);
    await fill(cache, object, 'old');
    cache.invalidate([change()]);
    const [before, after] = [pendingLoad(), pendingLoad()];
    const first = cache.load(object, before.load);
    cache.invalidate([change()]);
    const second = cache.load(object, after.load);
    before.complete('stale');
    expect(await first).toBe('stale');
    after.complete('fresh');
    expect(await second).toBe('fresh');
    expect(cache.peek(object)).toBe('fresh');
  });

  it('is forgotten with all others when they exceed the bound together', async () => {
    const cache = createCache(true, 10);
    const other = { object: `CH${'3'.repeat(32)}`, variant: 'v' };
    await fill(cache, object, 'four');
    await fill(cache, other, 'four');
    expect([cache.peek(object), cache.peek(other)]).toEqual(['four', 'four']);
    await fill(cache, { object: `CH${'4'.repeat(32)}`, variant: 'v' }, 'four');
    expect([cache.peek(object), cache.peek(other)]).toEqual([undefined, undefined]);
  });

  it('is not cached where other processes can write to the database', async () => {
    const cache = createCache(false);
    await fill(cache, object, 'one');
    expect(await cache.load(object, async () => 'two')).toBe('two');
  });
});

describe('a cached page', () => {
  it.each([
    ['a change of an object that it may show', change()],
    ['the deletion of a service', deletedService],
  ])('is invalidated by %s', async (_title, write) => {
    const cache = createCache(true);
    await fill(cache, page, 'page');
    expect(cache.peek(page)).toBe('page');
    cache.invalidate([write]);
    expect(await cache.load(page, async () => 'new')).toBe('new');
  });

  it('is kept when only columns outside the reply change', async () => {
    const cache = createCache(true);
    await fill(cache, page, 'page');
    cache.invalidate([hiddenChange]);
    expect(cache.peek(page)).toBe('page');
  });

  it('is not cached when an object changes during the load', async () => {
    const cache = createCache(true);
    await cache.load(page, async () => 'page');
    const { load, complete } = pendingLoad();
    const reply = cache.load(page, load);
    cache.invalidate([change()]);
    complete('stale');
    expect(await reply).toBe('stale');
    expect(await cache.load(page, async () => 'fresh')).toBe('fresh');
  });
});
