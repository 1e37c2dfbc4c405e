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
  const watching = world.watch(session, [{ object: syncObject('messages', sid), after: 0 }], 1);
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

test('an event that comes while a replay is read is sent, and once', async () => {
  const { world, sid, session } = await createWorld();
  const release = world.holdReads();
  const watching = world.watch(session, [{ object: syncObject('messages', sid), after: 0 }], 1);
  await world.post(sid, 'meanwhile');
  await world.settle();
  release();
  await watching;
  await world.post(sid, 'later');
  await world.settle();
  expect(session.payloads).toMatchObject([
    { event_type: 'list_item_added', events: [{ item_index: 0, item_data: { text: 'meanwhile' } }] },
    { event_type: 'subscription_established' },
    { event_type: 'list_item_added', events: [{ item_index: 1, item_data: { text: 'later' } }] },
  ]);
});

test('a participant who comes back goes on with a subscription that the client has not canceled', async () => {
  const { world, sid, session } = await createWorld();
  await world.watch(session, [{ object: syncObject('messages', sid), after: 0 }], 1);
  session.payloads.splice(0);
  await world.leave(sid, 'alice');
  await world.settle();
  await world.post(sid, 'while away');
  await world.settle();
  expect(session.payloads).toEqual([]);
  await world.join(sid, 'alice');
  await world.settle();
  await world.post(sid, 'welcome back');
  await world.settle();
  expect(session.payloads).toMatchObject([
    { event_type: 'list_item_added', events: [{ item_data: { text: 'while away' } }] },
    { event_type: 'list_item_added', events: [{ item_data: { text: 'welcome back' } }] },
  ]);
});

test('a user who comes back before the refusal of a subscription is sent is not refused', async () => {
  const { world, sid, session } = await createWorld();
  await world.watch(session, [{ object: await world.listOf('alice'), after: await world.head() }], 1);
  const request = { object: syncObject('messages', sid), after: 0 };
  await world.leave(sid, 'alice');
  const sendAnswers = await world.hub.watch(session, [request], 2);
  await world.join(sid, 'alice');
  await world.settle();
  session.payloads.splice(0);
  sendAnswers();
  // The client subscribes again when a replay is interrupted.
  expect(session.payloads).toMatchObject([
    {
      event_type: 'subscription_established',
      correlation_id: 2,
      events: [{ object_sid: `${sid}.messages`, replay_status: 'interrupted', last_event_id: 0 }],
    },
  ]);
  await world.watch(session, [request], 3);
  expect(session.payloads.at(-1)).toMatchObject({ events: [{ replay_status: 'completed' }] });
});

test('a user who is not a participant is refused, whatever happens in other conversations', async () => {
  const { world, sid, session } = await createWorld();
  await world.watch(session, [{ object: await world.listOf('alice'), after: await world.head() }], 1);
  await world.leave(sid, 'alice');
  await world.settle();
  const sendAnswers = await world.hub.watch(session, [{ object: syncObject('messages', sid), after: 0 }], 2);
  await world.createConversation('bob');
  await world.settle();
  sendAnswers();
  expect(session.payloads.at(-1)).toMatchObject({
    event_type: 'subscription_failed',
    events: [{ object_sid: `${sid}.messages`, error: { status: 404 } }],
  });
});

test('a participant who was removed from a conversation that is deleted next is sent the removal', async () => {
  const { world, sid, session } = await createWorld();
  const name = await world.listOf('alice');
  await world.watch(session, [{ object: name, after: await world.head() }], 1);
  session.payloads.splice(0);
  await world.leave(sid, 'alice');
  await world.deleteConversation(sid);
  await world.settle();
  expect(session.payloads).toMatchObject([{ event_type: 'map_item_removed', events: [{ item_key: sid }] }]);
});

test('sessions end with 406 when the database has been restored, and others begin with what is there', async () => {
  const { world, sid, session } = await createWorld();
  await world.watch(session, [{ object: syncObject('messages', sid), after: 0 }], 1);
  const idle = world.open('alice');
  const before = await world.head();
  await world.post(sid, 'after the backup');
  await world.settle();
  await world.restore(before);
  await world.settle();
  for (const each of [session, idle]) expect(each.endings).toMatchObject([{ code: 406 }]);
  const next = world.open('alice');
  await world.watch(next, [{ object: await world.listOf('alice'), after: before }], 2);
  expect(next.payloads).toMatchObject([{ event_type: 'subscription_established' }]);
  expect(next.endings).toEqual([]);
});

test('sessions resume when events were deleted before they were sent', async () => {
  const { world, sid, session } = await createWorld();
  await world.watch(session, [{ object: syncObject('messages', sid), after: 0 }], 1);
  await world.post(sid, 'deleted from the log');
  await world.post(sid, 'kept');
  await world.prune((await world.head()) - 1);
  await world.settle();
  expect(session.endings).toMatchObject([{ code: 308 }]);
});
