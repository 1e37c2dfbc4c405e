import { afterEach, expect, test } from 'vitest';
import { createHubWorld, type HubWorld } from '../../../test/hub-world.ts';
import { addUser, findShownUser, findUserSid, removeUser } from '../../resources/user/store.ts';
import { syncObject } from '../read-model/sync-object.ts';
import { sendChanges } from './send-changes.ts';
import { Typing } from './typing.ts';
import { type Subscription, watchedObject } from './watched-object.ts';

const worlds: HubWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

/** A conversation of alice and bob, whose user alice has just been deleted: her participant is still there. */
async function createWorld() {
  const world = await createHubWorld();
  worlds.push(world);
  const { deps, scope } = world;
  const sid = await world.createConversation('alice', 'bob');
  const alice = world.open('alice');
  const row = await deps.storage.read(async (reader) => {
    const found = await reader.one(findUserSid.identity, { ...scope, identifier: 'alice' });
    return reader.one(findShownUser, { ...scope, sid: found?.sid ?? '' });
  });
  if (row === undefined) throw new Error('The user was not found.');
  await deps.storage.write((transaction) => transaction.remove(removeUser, row));
  const recreate = () =>
    deps.storage.write((transaction) => transaction.insert(addUser, { ...row, sid: deps.sids.next('US') }));
  return { world, sid, alice, row, recreate };
}

test('messages that were posted after the deletion are not sent before the log has been read', async () => {
  const { world, sid, alice } = await createWorld();
  const watched = watchedObject(syncObject('messages', sid), world.scope);
  const subscription: Subscription = {
    session: alice,
    object: watched,
    live: true,
    access: 'lasting',
    ended: false,
    sentTo: 0,
  };
  watched.subscriptions.add(subscription);
  await world.post(sid, 'after the deletion');
  expect((await sendChanges(world.deps.storage, watched)).suspended).toEqual([subscription]);
  expect(alice.payloads).toEqual([]);
});

test('a new user with the same identity neither types there nor is notified of others who type', async () => {
  const { world, sid, alice, recreate } = await createWorld();
  await recreate();
  const { storage } = world.deps;
  const typing = new Typing({ storage, hub: world.hub, onError: (error) => world.errors.push(error) });
  const bob = world.open('bob');
  expect(await typing.start(world.scope, sid, 'alice')).toBe(false);
  expect(await typing.start(world.scope, sid, 'bob')).toBe(true);
  expect([alice.payloads, bob.payloads]).toEqual([[], []]);
});

test('a client that subscribes to the conversations of a user who has been deleted ends', async () => {
  const { world, alice, row } = await createWorld();
  await world.watch(alice, [{ object: syncObject('conversations', row.sid), after: 0 }], 1);
  expect(alice.payloads).toEqual([]);
  expect(alice.endings).toMatchObject([{ code: 406 }]);
});
