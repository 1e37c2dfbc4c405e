import { afterEach, beforeEach, expect, it } from 'vitest';
import { account, bodyOf, callIn, makeTools } from '../../../test/tools.ts';
import { type LoggedEvent, readEvents } from '../../events/event.ts';
import { serviceContent } from '../content.ts';
import { conversationHandlers } from '../conversation/handlers.ts';
import { purgeConversations } from '../conversation/purge.ts';
import type { Tools } from '../handler.ts';
import { roleTable } from '../role/store.ts';
import { serviceHandlers } from './handlers.ts';
import { purgeDeletedServices } from './purge.ts';

const purges = [purgeConversations, serviceContent(roleTable).ofService];
let tools: Tools;

beforeEach(async () => {
  tools = await makeTools();
});

afterEach(() => tools.storage.close());

const events = (): Promise<LoggedEvent[]> => tools.storage.read((reader) => readEvents(reader, 0, 10_000));

/** A service with conversations in it. */
async function makeService(size: number): Promise<string> {
  const handlers = serviceHandlers(tools);
  const made = await handlers.create({ ...callIn(''), parameters: { friendlyName: 'Support' } });
  const service: string = bodyOf(made).sid;
  const create = conversationHandlers(tools).create;
  await Promise.all(Array.from({ length: size }, () => create({ ...callIn(service, ''), parameters: {} })));
  return service;
}

it('tells of the end of every conversation of a deleted service, once and in its turn', async () => {
  const [doomed, other] = [await makeService(230), await makeService(3)];
  await serviceHandlers(tools).delete({ ...callIn('', doomed), parameters: {} });
  while (await purgeDeletedServices(tools, purges));
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
  await serviceHandlers(tools).delete({ ...callIn('', service), parameters: {} });
  for (const more of [true, true, true, false]) expect(await purgeDeletedServices(tools, purges)).toBe(more);
});

it('waits with a service that still has something in it', async () => {
  const service = await makeService(0);
  await serviceHandlers(tools).delete({ ...callIn('', service), parameters: {} });
  expect(await purgeDeletedServices(tools, [])).toBe(false);
});
