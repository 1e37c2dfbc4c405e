import { afterEach, beforeEach, expect, it } from 'vitest';
import { account, bodyOf, makeDeps, operationsOf, requestIn } from '../../../test/harness.ts';
import { type LoggedEvent, readEvents } from '../../events/event-log.ts';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { conversationCascade } from '../conversation/cascade.ts';
import { conversationResource } from '../conversation/handlers.ts';
import { roleTable } from '../role/store.ts';
import { serviceResource } from './handlers.ts';
import { purgeDeletedServices } from './purge-deleted-services.ts';

const cascadeDeletes = [conversationCascade, cascadeFromService(roleTable)];
let deps: HandlerDeps;

beforeEach(async () => {
  deps = await makeDeps();
});

afterEach(() => deps.storage.close());

const events = (): Promise<readonly LoggedEvent[]> =>
  deps.storage.read((reader) => readEvents(reader, 0, 10_000));

/** A service with conversations in it. */
async function createService(size: number): Promise<string> {
  const handlers = operationsOf(deps, serviceResource);
  const made = await handlers.create({ ...requestIn(''), parameters: { friendlyName: 'Support' } });
  const service: string = bodyOf(made).sid;
  const create = operationsOf(deps, conversationResource).create;
  await Promise.all(
    Array.from({ length: size }, () => create({ ...requestIn(service, ''), parameters: {} })),
  );
  return service;
}

it('appends the removal of every conversation of a deleted service, once and in order', async () => {
  const [doomed, other] = [await createService(230), await createService(3)];
  await operationsOf(deps, serviceResource).delete({ ...requestIn('', doomed), parameters: {} });
  while (await purgeDeletedServices(deps, cascadeDeletes));
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

it('leaves nothing to purge', async () => {
  const service = await createService(1);
  await operationsOf(deps, serviceResource).delete({ ...requestIn('', service), parameters: {} });
  for (const more of [true, true, true, false])
    expect(await purgeDeletedServices(deps, cascadeDeletes)).toBe(more);
});

it('keeps the row of a service that still has content', async () => {
  const service = await createService(0);
  await operationsOf(deps, serviceResource).delete({ ...requestIn('', service), parameters: {} });
  expect(await purgeDeletedServices(deps, [])).toBe(false);
});
