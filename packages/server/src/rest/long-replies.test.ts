import { expect, it } from 'vitest';
import { LongReplies } from './long-replies.ts';

const isConnected = () => false;

/** Renders replies for an account until none can have a slot. Returns the functions that free them. */
async function fill(replies: LongReplies, account: string): Promise<(() => void)[]> {
  const releases: (() => void)[] = [];
  for (;;) {
    try {
      releases.push((await replies.render(account, isConnected, async () => '')).release);
    } catch {
      return releases;
    }
  }
}

it('an account that fills its share is refused, and leaves slots for others', async () => {
  const replies = new LongReplies(20);
  const releases = await fill(replies, 'a');
  expect(releases).toHaveLength(8);
  await expect(replies.render('a', isConnected, async () => '')).rejects.toThrow('Too Many Requests');
  expect((await replies.render('b', isConnected, async () => 'b')).body).toBe('b');
  releases[0]?.();
  expect((await replies.render('a', isConnected, async () => 'a')).body).toBe('a');
});

it('a slot becomes free when rendering fails, and when the client has gone', async () => {
  const replies = new LongReplies(20);
  for (let round = 0; round < 20; round++) {
    const failed = replies.render('a', isConnected, () => Promise.reject(new Error('disk')));
    await expect(failed).rejects.toThrow('disk');
    const rendered = replies.render(
      'a',
      () => true,
      () => expect.fail('rendered for nobody'),
    );
    await expect(rendered).rejects.toThrow('Too Many Requests');
  }
  expect(await fill(replies, 'a')).toHaveLength(8);
});

it('an account renders one reply at a time', async () => {
  const replies = new LongReplies();
  let [rendering, most] = [0, 0];
  const render = async () => {
    most = Math.max(most, ++rendering);
    await new Promise(setImmediate);
    rendering--;
    return '';
  };
  await Promise.all(Array.from({ length: 8 }, () => replies.render('a', isConnected, render)));
  expect(most).toBe(1);
});
