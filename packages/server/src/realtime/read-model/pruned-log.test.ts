import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines, implementationOf } from '../../../../../tests/support/engines/databases.ts';
import { createHubWorld, type HubWorld } from '../../../test/hub-world.ts';
import type { Reader } from '../../storage/storage.ts';
import { userConversationsMap } from './user-conversations-map.ts';
import type { Changes, ItemKey } from './view.ts';

const roomCount = 3;

/** One step of a history: a change of one of the rooms, the retention, or a client that catches up. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('toggle'), n: fc.nat(roomCount - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read'), n: fc.nat(roomCount - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('prune'), n: fc.nat(5) }) },
  // Then the client loses its socket after some changes.
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('catch up'), n: fc.nat(3) }) },
);

describe.each(engines)('a list of conversations whose events are deleted from the log, on %s', (engine) => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await createHubWorld((await createDatabase(engine)).url);
  });
  afterAll(() => world.close());

  /** A user, rooms that the user is not in, and the client's copy of the list. */
  async function start(identity: string) {
    const rooms: string[] = [];
    for (let n = 0; n < roomCount; n++) rooms.push(await world.createConversation());
    const [first = ''] = rooms;
    await world.join(first, identity);
    await world.leave(first, identity);
    const { sid } = await world.listOf(identity);
    return { rooms, sid, copy: { cursor: await world.head(), items: new Map<ItemKey, unknown>() } };
  }

  /** Only of a single event that is missing, it cannot be known what it was. */
  async function changesOf(sid: string, after: number) {
    const found = await world.deps.storage.read((reader) =>
      userConversationsMap.changes(reader, world.scope, sid, after, 100),
    );
    if (found === undefined) return expect.fail('The user has no list.');
    if (found === 'lost') expect(await world.oldest()).toBe(after + 2);
    return found;
  }

  async function readItems(sid: string) {
    const page = await world.deps.storage.read((reader) =>
      userConversationsMap.items(reader, world.scope, sid, {
        descending: false,
        limit: 100,
        from: undefined,
      }),
    );
    return Object.fromEntries((page?.items ?? []).map(({ key, data }) => [key, data]));
  }

  /** Applies changes as the client SDK does. Returns false if the changes are lost. */
  function apply(copy: { cursor: number; items: Map<ItemKey, unknown> }, found: Changes, count = Infinity) {
    for (const change of found.changes.slice(0, count)) {
      if (change.kind === 'removed') copy.items.delete(change.key);
      else if (change.kind === 'added' || copy.items.has(change.key ?? ''))
        copy.items.set(change.key ?? '', change.data);
      expect(change.event).toBeGreaterThan(0);
      copy.cursor = Math.max(copy.cursor, change.event);
    }
    if (found.changes.length <= count) copy.cursor = found.lastEvent;
  }

  test('a client that catches up after any of them were deleted has what a new client reads', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        const identity = `${engine} ${++count}`;
        const { rooms, sid, copy } = await start(identity);
        const members = new Set<string>();
        for (const { kind, n } of steps) {
          const room = rooms[n] ?? '';
          if (kind === 'toggle') {
            await (members.has(room) ? world.leave(room, identity) : world.join(room, identity));
            if (!members.delete(room)) members.add(room);
          } else if (kind === 'read' && members.has(room)) await world.post(room, 'text');
          else if (kind === 'prune') await world.prune((await world.head()) - 1 - n);
          else if (kind === 'catch up') {
            const found = await changesOf(sid, copy.cursor);
            if (found === 'lost') return;
            apply(copy, found, n);
          }
        }
        const found = await changesOf(sid, copy.cursor);
        if (found === 'lost') return;
        apply(copy, found);
        expect(Object.fromEntries(copy.items)).toEqual(await readItems(sid));
        expect([...copy.items.keys()].toSorted()).toEqual([...members].toSorted());
      }),
      { numRuns: implementationOf(engine) === 'sqlite' ? 60 : 20 },
    );
  }, 60_000);

  test('removals and additions are sent to a client whose events were deleted', async () => {
    const {
      rooms: [left = '', joined = ''],
      sid,
    } = await start(`away ${engine}`);
    await world.join(left, `away ${engine}`);
    const cursor = await world.head();
    await world.leave(left, `away ${engine}`);
    await world.join(joined, `away ${engine}`);
    await world.post(joined, 'text');
    const head = await world.head();
    await world.prune(head - 1);
    const found = await changesOf(sid, cursor);
    expect(found).toMatchObject({
      changes: [
        { kind: 'removed', key: left, event: cursor + 1 },
        { kind: 'added', key: joined, event: head },
      ],
      lastEvent: head,
      more: false,
    });
  });

  test('events that are deleted while a client catches up are not skipped', async () => {
    const identity = `raced ${engine}`;
    const { rooms, sid } = await start(identity);
    for (let prunedAfter = 1; prunedAfter <= 4; prunedAfter++) {
      const copy = {
        cursor: await world.head(),
        items: new Map<ItemKey, unknown>(Object.entries(await readItems(sid))),
      };
      for (const room of rooms) await world.join(room, identity);
      let queries = 0;
      // Each query sees what has been committed before it, as on PostgreSQL.
      const hook = async <Result>(result: Promise<Result>) => {
        const rows = await result;
        if (++queries === prunedAfter) await world.prune((await world.head()) - 1);
        return rows;
      };
      const reader: Reader = {
        one: (query, parameters) => hook(world.deps.storage.read((each) => each.one(query, parameters))),
        all: (query, parameters) => hook(world.deps.storage.read((each) => each.all(query, parameters))),
      };
      const found = await userConversationsMap.changes(reader, world.scope, sid, copy.cursor, 100);
      expect(queries).toBeGreaterThanOrEqual(prunedAfter);
      if (found === undefined || found === 'lost') return expect.fail('The changes are lost.');
      apply(copy, found);
      expect(Object.fromEntries(copy.items)).toEqual(await readItems(sid));
      for (const room of rooms) await world.leave(room, identity);
    }
  });
});
