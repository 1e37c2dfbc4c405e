import { afterEach, expect, test } from 'vitest';
import { operationsOf, requestIn } from '../../../test/harness.ts';
import { createHubWorld, type HubWorld } from '../../../test/hub-world.ts';
import { messageResource } from '../../resources/message/handlers.ts';
import { syncObject } from '../read-model/sync-object.ts';

const worlds: HubWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

test('a client that was away is sent each document once, and each new item once, with the newest data', async () => {
  const world = await createHubWorld();
  worlds.push(world);
  const { service, deps } = world;
  const sid = await world.createConversation('alice');
  const session = world.open('alice');
  await world.post(sid, 'first');
  const message = await world.post(sid, 'second');
  const edit = (body: string) =>
    operationsOf(deps, messageResource).update({
      ...requestIn(service, message),
      parents: { ConversationSid: sid },
      parameters: { body },
    });
  await edit('second, edited');
  await edit('second, edited again');
  await world.settle();

  await world.watch(session, [{ object: syncObject('channel', sid), after: 2 }], 1);
  expect(session.payloads.splice(0)).toMatchObject([
    { event_type: 'document_updated', events: [{ id: 6, document_data: { lastMessage: { index: 1 } } }] },
    { event_type: 'subscription_established', events: [{ last_event_id: 6 }] },
  ]);

  await world.watch(session, [{ object: syncObject('messages', sid), after: 2 }], 2);
  expect(session.payloads.splice(0)).toMatchObject([
    {
      event_type: 'list_item_added',
      events: [
        { id: 3, item_index: 0, item_data: { text: 'first' } },
        { id: 6, item_index: 1, item_revision: '6', item_data: { text: 'second, edited again' } },
      ],
    },
    { event_type: 'subscription_established', events: [{ last_event_id: 6 }] },
  ]);

  // The next subscription begins where this one has ended, also if it had read the message before it was edited.
  await world.watch(session, [{ object: syncObject('messages', sid), after: 4 }], 3);
  expect(session.payloads.splice(0)).toMatchObject([
    { event_type: 'list_item_updated', events: [{ id: 6, item_index: 1 }] },
    { event_type: 'subscription_established', events: [{ last_event_id: 6 }] },
  ]);
});
