import { defaultLimits } from '@colloquy/contract';
import { ensureAccount } from '../src/accounts/accounts.ts';
import { ManualClock } from '../src/platform/clock.ts';
import { SystemRandomness } from '../src/platform/randomness.ts';
import { Sids } from '../src/platform/sids.ts';
import { presentConversation } from '../src/resources/conversation/store.ts';
import type { HandlerDeps, ReplyBody, RequestContext } from '../src/rest/handler.ts';
import { ResponseCache } from '../src/rest/response-cache.ts';
import { openStorage } from '../src/storage/open.ts';

export const account = `AC${'1'.repeat(32)}`;

/** Creates the dependencies of handlers, with a database in memory that contains an account, and a stopped clock. */
export async function makeDeps(): Promise<HandlerDeps> {
  const clock = new ManualClock(new Date('2024-05-01T12:00:00Z'));
  const storage = await openStorage('sqlite::memory:');
  const sids = new Sids(clock, new SystemRandomness());
  const deps = {
    storage,
    clock,
    sids,
    replies: newReplies(true),
    limits: defaultLimits,
    wake: () => {},
  };
  await ensureAccount(deps, account);
  return deps;
}

export const newReplies = (enabled: boolean): ResponseCache =>
  new ResponseCache({
    enabled,
    shown: { table: 'conversation', columns: presentConversation.columns },
    dependsOn: 'service',
  });

/** A request in a service; an empty SID is a request outside of services. */
export const callIn = (chatServiceSid: string, identifier = ''): Omit<RequestContext, 'parameters'> => ({
  accountSid: account,
  actor: account,
  chatServiceSid,
  mount: 'account',
  identifier,
  parents: {},
  scopeUrl: 'http://localhost/v1',
});

/** Parses the body of a reply. */
export function bodyOf(answer: ReplyBody) {
  if (typeof answer !== 'string' || answer === '') throw new Error('Expected a reply with a body.');
  return JSON.parse(answer);
}
