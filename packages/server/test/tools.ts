import { usualLimits } from '@colloquy/contract';
import { ManualClock } from '../src/platform/clock.ts';
import { SystemRandom } from '../src/platform/random.ts';
import { Sids } from '../src/platform/sids.ts';
import { ensureAccount } from '../src/resources/account/accounts.ts';
import { presentConversation } from '../src/resources/conversation/store.ts';
import type { Answer, Call, Tools } from '../src/resources/handler.ts';
import { Replies } from '../src/resources/replies.ts';
import { openStorage } from '../src/storage/open.ts';

export const account = `AC${'1'.repeat(32)}`;

/** Tools on a database in memory, with an account in it and a clock that stands still. */
export async function makeTools(): Promise<Tools> {
  const clock = new ManualClock(new Date('2024-05-01T12:00:00Z'));
  const storage = await openStorage('sqlite::memory:');
  const sids = new Sids(clock, new SystemRandom());
  const tools = {
    storage,
    clock,
    sids,
    replies: newReplies(true),
    limits: usualLimits,
    wake: () => {},
  };
  await ensureAccount(tools, account);
  return tools;
}

export const newReplies = (enabled: boolean): Replies =>
  new Replies({
    enabled,
    shown: { table: 'conversation', columns: presentConversation.columns },
    container: 'service',
  });

/** A request in a service, or outside of services when it is empty. */
export const callIn = (chatServiceSid: string, identifier = ''): Omit<Call, 'parameters'> => ({
  accountSid: account,
  actor: account,
  chatServiceSid,
  mount: 'account',
  identifier,
  parents: {},
  scopeUrl: 'http://localhost/v1',
});

/** The JSON of a reply. */
export function bodyOf(answer: Answer) {
  if (typeof answer !== 'string' || answer === '') throw new Error('The reply was to have a body.');
  return JSON.parse(answer);
}
