import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines, implementationOf } from '../../../../../tests/support/engines/databases.ts';
import { account, bodyOf, makeDeps, operationsOf, requestIn } from '../../../test/harness.ts';
import { conversationResource } from '../../resources/conversation/handlers.ts';
import { messageResource } from '../../resources/message/handlers.ts';
import { participantResource } from '../../resources/participant/handlers.ts';
import { serviceResource } from '../../resources/service/handlers.ts';
import { userResource } from '../../resources/user/handlers.ts';
import { findUserSid } from '../../resources/user/store.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { type Part, parts, syncObject } from './sync-object.ts';
import type { ItemKey, ViewScope } from './view.ts';
import { collections, views } from './views.ts';

const identities = ['alice', 'bob', 'carol'] as const;
const watchedParts = Object.keys(parts) as Part[];

/** A copy of an object as the client SDK keeps it: built from a first read, and from changes after that. */
interface Copy {
  readonly part: Part;
  readonly sid: string;
  lastEvent: number;
  readonly items: Map<ItemKey, object>;
  document: object | undefined;
}

/** One step of a history: a change, or a client that catches up after an interruption. */
type Step =
  | {
      readonly kind: 'post' | 'edit' | 'unpost' | 'rename' | 'introduce' | 'join' | 'read' | 'leave';
      n: number;
    }
  | { readonly kind: 'catch up'; readonly n: number; readonly limit: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('post', 'edit', 'unpost', 'rename', 'introduce', 'join', 'read', 'leave'),
      n: fc.nat(9),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('catch up'),
      n: fc.nat(watchedParts.length - 1),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
);

describe.each(engines)('%s', (engine) => {
  let deps: HandlerDeps;
  beforeAll(async () => {
    deps = await makeDeps((await createDatabase(engine)).url);
  });
  afterAll(() => deps.storage.close());

  test('a client that catches up with changes has what a new client reads', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const world = await createWorld(deps);
        const copies = await Promise.all(
          watchedParts.map((part) => read(deps, world.scope, part, world.sidOf(part))),
        );
        for (const each of steps) {
          if (each.kind !== 'catch up') await world.change(each.kind, each.n);
          else {
            const copy = copies[each.n];
            if (copy !== undefined) await catchUp(deps, world.scope, copy, each.limit);
          }
        }
        for (const copy of copies) {
          await catchUp(deps, world.scope, copy, 3);
          const fresh = await read(deps, world.scope, copy.part, copy.sid);
          expect(Object.fromEntries(copy.items), copy.part).toEqual(Object.fromEntries(fresh.items));
          expect(copy.document, copy.part).toEqual(fresh.document);
        }
      }),
      { numRuns: implementationOf(engine) === 'sqlite' ? 60 : 15 },
    );
  }, 60_000);
});

async function read(deps: HandlerDeps, scope: ViewScope, part: Part, sid: string): Promise<Copy> {
  const described = await deps.storage.read((reader) => views[part].describe(reader, scope, sid));
  if (described === undefined) throw new Error(`There is no ${part} of ${sid}.`);
  const { lastEvent, data: document } = described;
  const page =
    part === 'channel'
      ? undefined
      : await deps.storage.read((reader) =>
          collections[part].items(reader, scope, sid, { descending: false, limit: 1000, from: undefined }),
        );
  const items = new Map((page?.items ?? []).map(({ key, data }) => [key, data]));
  return { part, sid, lastEvent, items, document };
}

/** Applies changes as the client SDK does: an update of an item that it does not know is ignored. */
async function catchUp(deps: HandlerDeps, scope: ViewScope, copy: Copy, limit: number): Promise<void> {
  for (let more = true; more; ) {
    const found = await deps.storage.read((reader) =>
      views[copy.part].changes(reader, scope, copy.sid, copy.lastEvent, limit),
    );
    if (found === undefined || found === 'lost') throw new Error('The changes are lost.');
    let last = copy.lastEvent;
    for (const change of found.changes) {
      expect(change.event).toBeGreaterThanOrEqual(last);
      last = change.event;
      if (change.kind === 'removed') copy.items.delete(change.key);
      else if (change.key === undefined) copy.document = change.data;
      else if (change.kind === 'added' || copy.items.has(change.key)) copy.items.set(change.key, change.data);
    }
    expect(found.lastEvent).toBeGreaterThanOrEqual(last);
    if (found.more) expect(found.lastEvent).toBeGreaterThan(copy.lastEvent);
    copy.lastEvent = found.lastEvent;
    more = found.more;
  }
}

/** A conversation, users, and the changes that can be made to them. */
async function createWorld(deps: HandlerDeps) {
  const service = bodyOf(
    await operationsOf(deps, serviceResource).create({
      ...requestIn(''),
      parameters: { friendlyName: 'Test' },
    }),
  ).sid;
  const request = (identifier = '') => requestIn(service, identifier);
  const conversations = operationsOf(deps, conversationResource);
  const conversation = bodyOf(await conversations.create({ ...request(), parameters: {} })).sid;
  const within = (identifier = '') => ({
    ...request(identifier),
    parents: { ConversationSid: conversation },
  });
  const participants = operationsOf(deps, participantResource);
  const messages = operationsOf(deps, messageResource);
  const users = operationsOf(deps, userResource);
  const members = new Set<string>();
  const posted: string[] = [];
  for (const identity of identities) await users.create({ ...request(), parameters: { identity } });
  const scope = { account_sid: account, chat_service_sid: service };
  const alice = await deps.storage.read((reader) =>
    reader.one(findUserSid.identity, { ...scope, identifier: 'alice' }),
  );

  const changes = {
    async post(n: number) {
      posted.push(bodyOf(await messages.create({ ...within(), parameters: { body: `Message ${n}` } })).sid);
    },
    async edit(n: number) {
      const sid = posted[n % posted.length];
      if (sid !== undefined) await messages.update({ ...within(sid), parameters: { body: `Edited ${n}` } });
    },
    async unpost(n: number) {
      const [sid] = posted.splice(n % Math.max(posted.length, 1), 1);
      if (sid !== undefined) await messages.delete({ ...within(sid), parameters: {} });
    },
    async rename(n: number) {
      await conversations.update({ ...request(conversation), parameters: { friendlyName: `Name ${n}` } });
    },
    async introduce(n: number) {
      await users.update({ ...request('alice'), parameters: { friendlyName: `Alice ${n}` } });
    },
    async join(n: number) {
      const identity = identities[n % identities.length] ?? 'alice';
      if (members.has(identity)) return;
      members.add(identity);
      await participants.create({ ...within(), parameters: { identity } });
    },
    async read(n: number) {
      const [identity] = [...members].slice(n % Math.max(members.size, 1));
      if (identity !== undefined)
        await participants.update({ ...within(identity), parameters: { lastReadMessageIndex: n } });
    },
    async leave(n: number) {
      const [identity] = [...members].slice(n % Math.max(members.size, 1));
      if (identity === undefined) return;
      members.delete(identity);
      await participants.delete({ ...within(identity), parameters: {} });
    },
  };

  return {
    scope,
    sidOf: (part: Part) =>
      syncObject(part, parts[part].prefix === 'CH' ? conversation : (alice?.sid ?? '')).sid,
    change: (kind: keyof typeof changes, n: number) => changes[kind](n),
  };
}
