import { describe, expect, it } from 'vitest';
import { Replies } from './replies.ts';

const service = `IS${'1'.repeat(32)}`;
const sid = `CH${'2'.repeat(32)}`;
const change = { service_sid: service, conversation_sid: sid };

/** A load that ends when it is told to. */
function pending() {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  return { load: () => promise, answer: resolve };
}

/** Asks once and again, which is when a reply begins to be kept. */
async function kept(replies: Replies, body: string): Promise<void> {
  await replies.object(service, sid, 'v', async () => body);
  await replies.object(service, sid, 'v', async () => body);
}

const never = async (): Promise<string> => {
  throw new Error('The reply was to be kept.');
};

describe('kept replies of objects', () => {
  it('are kept from the second time on', async () => {
    const replies = new Replies({ enabled: true });
    await kept(replies, 'one');
    expect(replies.object(service, sid, 'v', never)).toBe('one');
  });

  it('depend on the URLs in them', async () => {
    const replies = new Replies({ enabled: true });
    await kept(replies, 'one');
    expect(await replies.object(service, sid, 'w', async () => 'two')).toBe('two');
  });

  it('are forgotten with a change of the object, and stay through changes of others', async () => {
    const replies = new Replies({ enabled: true });
    await kept(replies, 'one');
    replies.changed([{ service_sid: service, conversation_sid: `CH${'3'.repeat(32)}` }]);
    expect(replies.object(service, sid, 'v', never)).toBe('one');
    replies.changed([change]);
    expect(await replies.object(service, sid, 'v', async () => 'two')).toBe('two');
  });

  it('are not kept when the object changed while they were read', async () => {
    const replies = new Replies({ enabled: true });
    await kept(replies, 'old');
    replies.changed([change]);
    const [before, after] = [pending(), pending()];
    const first = replies.object(service, sid, 'v', before.load);
    replies.changed([change]);
    const second = replies.object(service, sid, 'v', after.load);
    before.answer('stale');
    expect(await first).toBe('stale');
    after.answer('fresh');
    expect(await second).toBe('fresh');
    expect(replies.object(service, sid, 'v', never)).toBe('fresh');
  });

  it('are not kept by one of several owners', async () => {
    const replies = new Replies({ enabled: false });
    await kept(replies, 'one');
    expect(await replies.object(service, sid, 'v', async () => 'two')).toBe('two');
  });
});

describe('kept replies of lists', () => {
  const keep = async (replies: Replies, of: string) => {
    await replies.list(of, `${of} page`, async () => 'page');
    await replies.list(of, `${of} page`, async () => 'page');
  };

  it('are forgotten with any change in their service, and with its deletion', async () => {
    const replies = new Replies({ enabled: true });
    const other = `IS${'4'.repeat(32)}`;
    await keep(replies, service);
    await keep(replies, other);
    replies.changed([change]);
    expect(replies.list(other, `${other} page`, never)).toBe('page');
    expect(await replies.list(service, `${service} page`, async () => 'new')).toBe('new');
    replies.forget(other);
    expect(await replies.list(other, `${other} page`, async () => 'none')).toBe('none');
  });

  it('are not kept when the service changed while they were read', async () => {
    const replies = new Replies({ enabled: true });
    await replies.list(service, 'page', async () => 'page');
    const { load, answer } = pending();
    const reply = replies.list(service, 'page', load);
    replies.changed([change]);
    answer('stale');
    expect(await reply).toBe('stale');
    expect(await replies.list(service, 'page', async () => 'fresh')).toBe('fresh');
  });
});
