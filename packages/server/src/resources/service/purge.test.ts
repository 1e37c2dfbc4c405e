import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LoggedEvent, readEvents } from '../../events/event.ts';
import { ManualClock } from '../../platform/clock.ts';
import { SystemRandom } from '../../platform/random.ts';
import { Sids } from '../../platform/sids.ts';
import { openStorage } from '../../storage/open.ts';
import { ensureAccount } from '../account/accounts.ts';
import { conversationHandlers } from '../conversation/handlers.ts';
import { purgeConversations } from '../conversation/purge.ts';
import type { Tools } from '../handler.ts';
import { Replies } from '../replies.ts';
import { serviceHandlers } from './handlers.ts';
import { purgeDeletedServices } from './purge.ts';

const account = `AC${'1'.repeat(32)}`;
let tools: Tools;

beforeEach(async () => {
  const clock = new ManualClock(new Date('2024-05-01T12:00:00Z'));
  const storage = await openStorage('sqlite::memory:');
  const sids = new Sids(clock, new SystemRandom());
  tools = { storage, clock, sids, replies: new Replies({ enabled: true }) };
  await ensureAccount(tools, account);
});

afterEach(() => tools.storage.close());

const call = (chatServiceSid: string, identifier: string) => ({
  accountSid: account,
  actor: account,
  chatServiceSid,
  identifier,
  parents: {},
  scopeUrl: 'http://localhost/v1',
});

const sidOf = (body: string | undefined): string => JSON.parse(body ?? '').sid;
const events = (): Promise<LoggedEvent[]> => tools.storage.read((reader) => readEvents(reader, 0, 10_000));

/** A service with conversations in it. */
async function makeService(size: number): Promise<string> {
  const handlers = serviceHandlers(tools);
  const service = sidOf(await handlers.create({ ...call('', ''), parameters: { friendlyName: 'Support' } }));
  const create = conversationHandlers(tools).create;
  await Promise.all(Array.from({ length: size }, () => create({ ...call(service, ''), parameters: {} })));
  return service;
}

it('tells of the end of every conversation of a deleted service, once and in its turn', async () => {
  const [doomed, other] = [await makeService(230), await makeService(3)];
  await serviceHandlers(tools).delete({ ...call('', doomed), parameters: {} });
  while (await purgeDeletedServices(tools, [purgeConversations]));
  const all = await events();
  const removals = all.filter(({ name }) => name === 'onConversationRemoved');
  const made = all.filter(
    ({ service_sid, name }) => service_sid === doomed && name === 'onConversationAdded',
  );
  expect(removals.map((event) => event.conversation_sid).toSorted()).toEqual(
    made.map((event) => event.conversation_sid).toSorted(),
  );
  for (const { number, service_sid, account_sid, webhook_enabled } of removals) {
    expect({ number, service_sid, account_sid, webhook_enabled }).toEqual({
      number: 2,
      service_sid: doomed,
      account_sid: account,
      webhook_enabled: 0,
    });
  }
  expect(all.filter(({ service_sid }) => service_sid === other)).toHaveLength(3);
});

it('leaves nothing to do', async () => {
  const service = await makeService(1);
  await serviceHandlers(tools).delete({ ...call('', service), parameters: {} });
  expect(await purgeDeletedServices(tools, [purgeConversations])).toBe(true);
  expect(await purgeDeletedServices(tools, [purgeConversations])).toBe(true);
  expect(await purgeDeletedServices(tools, [purgeConversations])).toBe(false);
});
