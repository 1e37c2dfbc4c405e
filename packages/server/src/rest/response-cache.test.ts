import { describe, expect, it } from 'vitest';
import { newReplies } from '../../test/tools.ts';
import { remove, update } from '../storage/statement.ts';
import type { Write } from '../storage/storage.ts';
import { integer, table, text } from '../storage/table.ts';
import type { ResponseCache } from './response-cache.ts';

const sid = `CH${'2'.repeat(32)}`;
const columns = { service_id: integer(), sid: text(), friendly_name: text(), event_counter: integer() };
const conversations = table('conversation', columns, ['service_id', 'sid']);
const services = table('service', { sid: text(), date_deleted: text() }, ['sid']);

/** What the storage tells of a change. */
const change = (of = sid): Write => ({
  statement: update(conversations, ['friendly_name']),
  row: { service_id: 1, sid: of, friendly_name: 'new' },
});
const withEvents: Write = {
  statement: update(conversations, ['event_counter']),
  row: { service_id: 1, sid, event_counter: 2 },
};
const removal: Write = { statement: remove(conversations), row: { service_id: 1, sid } };
const deletedService: Write = {
  statement: update(services, ['date_deleted']),
  row: { sid: `IS${'1'.repeat(32)}`, date_deleted: 'now' },
};

/** A load that ends when it is told to. */
function pending() {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  return { load: () => promise, answer: resolve };
}

/** Asks once and again, which is when a reply begins to be kept. */
async function kept(replies: ResponseCache, body: string): Promise<void> {
  await replies.object(sid, 'v', async () => body);
  await replies.object(sid, 'v', async () => body);
}

const never = async (): Promise<string> => {
  throw new Error('The reply was to be kept.');
};

describe('kept replies of objects', () => {
  it('are kept from the second time on', async () => {
    const replies = newReplies(true);
    await kept(replies, 'one');
    expect(replies.object(sid, 'v', never)).toBe('one');
  });

  it('depend on the URLs in them', async () => {
    const replies = newReplies(true);
    await kept(replies, 'one');
    expect(await replies.object(sid, 'w', async () => 'two')).toBe('two');
  });

  it('are forgotten with a change of the object, and stay through changes of others', async () => {
    const replies = newReplies(true);
    await kept(replies, 'one');
    replies.invalidate([change(`CH${'3'.repeat(32)}`)]);
    expect(replies.object(sid, 'v', never)).toBe('one');
    replies.invalidate([change()]);
    expect(await replies.object(sid, 'v', async () => 'two')).toBe('two');
  });

  it('stay through changes that they do not show, and go with the object and the service', async () => {
    for (const [write, expected] of [
      [withEvents, 'one'],
      [removal, 'two'],
      [deletedService, 'two'],
    ] as const) {
      const replies = newReplies(true);
      await kept(replies, 'one');
      replies.invalidate([write]);
      expect(await replies.object(sid, 'v', async () => 'two')).toBe(expected);
    }
  });

  it('are not kept when the object changed while they were read', async () => {
    const replies = newReplies(true);
    await kept(replies, 'old');
    replies.invalidate([change()]);
    const [before, after] = [pending(), pending()];
    const first = replies.object(sid, 'v', before.load);
    replies.invalidate([change()]);
    const second = replies.object(sid, 'v', after.load);
    before.answer('stale');
    expect(await first).toBe('stale');
    after.answer('fresh');
    expect(await second).toBe('fresh');
    expect(replies.object(sid, 'v', never)).toBe('fresh');
  });

  it('are not kept by one of several owners', async () => {
    const replies = newReplies(false);
    await kept(replies, 'one');
    expect(await replies.object(sid, 'v', async () => 'two')).toBe('two');
  });
});

describe('kept pages of lists', () => {
  const keep = async (replies: ResponseCache) => {
    await replies.page('page', async () => 'page');
    await replies.page('page', async () => 'page');
  };

  it.each([
    ['a change that they may show', change()],
    ['the deletion of a service', deletedService],
  ])('are forgotten with %s', async (_what, write) => {
    const replies = newReplies(true);
    await keep(replies);
    expect(replies.page('page', never)).toBe('page');
    replies.invalidate([write]);
    expect(await replies.page('page', async () => 'new')).toBe('new');
  });

  it('stay through changes that they do not show', async () => {
    const replies = newReplies(true);
    await keep(replies);
    replies.invalidate([withEvents]);
    expect(replies.page('page', never)).toBe('page');
  });

  it('are not kept when something changed while they were read', async () => {
    const replies = newReplies(true);
    await replies.page('page', async () => 'page');
    const { load, answer } = pending();
    const reply = replies.page('page', load);
    replies.invalidate([change()]);
    answer('stale');
    expect(await reply).toBe('stale');
    expect(await replies.page('page', async () => 'fresh')).toBe('fresh');
  });
});
