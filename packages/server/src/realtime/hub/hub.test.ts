import { afterEach, expect, test } from 'vitest';
import { createHubWorld, type HubWorld } from '../../../test/hub-world.ts';
import { syncObject } from '../read-model/sync-object.ts';

const worlds: HubWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

/** A conversation of alice, who has a session. */
async function createWorld() {
  const world = await createHubWorld();
  worlds.push(world);
  const sid = await world.createConversation('alice');
  return { world, sid, session: world.open('alice') };
}

test('a subscription fails with 404 if its conversation is deleted before it is established', async () => {
  const { world, sid, session } = await createWorld();
  const release = world.holdReads();
  const watching = world.hub.watch(session, [{ object: syncObject('messages', sid), after: 0 }], 1);
  await world.deleteConversation(sid);
  await world.settle();
  release();
  await watching;
  expect(session.payloads).toEqual([
    {
      event_type: 'subscription_failed',
      correlation_id: 1,
      events: [
        {
          object_sid: `${sid}.messages`,
          object_type: 'list',
          error: { status: 404, code: 54100, message: 'Object not found' },
        },
      ],
    },
  ]);
});
