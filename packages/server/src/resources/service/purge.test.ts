import { afterEach, beforeEach, expect, it } from 'vitest';
import { account, bodyOf, callIn, makeDeps } from '../../../test/tools.ts';
import { type LoggedEvent, readEvents } from '../../events/event-log.ts';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { deleteConversationsOfService } from '../conversation/cascade.ts';
import { conversationHandlers } from '../conversation/handlers.ts';
import { roleTable } from '../role/store.ts';
import { serviceHandlers } from './handlers.ts';
import { purgeDeletedServices } from './purge-deleted-services.ts';

const purges = [deleteConversationsOfService, cascadeFromService(roleTable).fromService];
let deps: HandlerDeps;

beforeEach(async () => {
  deps = await makeDeps();
});

afterEach(() => deps.storage.close());

const events = (): Promise<LoggedEvent[]> => deps.storage.read((reader) => readEvents(reader, 0, 10_000));

/** A service with conversations in it. */
async function createService(size: number): Promise<string> {
  const handlers = serviceHandlers(deps);
  const made = await handlers.create({ ...callIn(''), parameters: { friendlyName: 'Support' } });
  const service: string = bodyOf(made).sid;
  const create = conversationHandlers(deps).create;
  await Promise.all(Array.from({ length: size }, () => create({ ...callIn(service, ''), parameters: {} })));
  return service;
}

it('tells of the end of every conversation of a deleted service, once and in its turn', async () => {
  const [doomed, other] = [await createService(230), await createService(3)];
  await serviceHandlers(deps).delete({ ...callIn('', doomed), parameters: {} });
  while (await purgeDeletedServices(deps, purges));
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
  const service = await createService(1);
  await serviceHandlers(deps).delete({ ...callIn('', service), parameters: {} });
  for (const more of [true, true, true, false]) expect(await purgeDeletedServices(deps, purges)).toBe(more);
});

it('waits with a service that still has something in it', async () => {
  const service = await createService(0);
  await serviceHandlers(deps).delete({ ...callIn('', service), parameters: {} });
  expect(await purgeDeletedServices(deps, [])).toBe(false);
});
