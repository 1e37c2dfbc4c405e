import type { Colloquy } from '@colloquy/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServers } from '../support/servers/start-servers.ts';
import { ChatModel, ChatWriter, expectKnown, type Room } from './support/chat-model.ts';
import { SyncClient } from './support/sync-client.ts';

const identities = ['alice', 'bob'] as const;

/** The clients: two of the first user, who must both know everything, and one of the other. */
const users = ['alice', 'alice', 'bob'] as const;

interface World {
  readonly model: ChatModel;
  readonly writer: ChatWriter;
  readonly service: string;
  readonly clients: readonly SyncClient[];
  readonly urls: readonly string[];
}

type Model = object;

/** A step that changes a room, if there is one for it. */
class Change implements fc.AsyncCommand<Model, World> {
  readonly name: string;
  readonly n: number;
  readonly #run: (world: World, room: Room, n: number) => Promise<void>;

  constructor(name: string, n: number, run: (world: World, room: Room, n: number) => Promise<void>) {
    [this.name, this.n, this.#run] = [name, n, run];
  }

  check = () => true;

  async run(_: Model, world: World): Promise<void> {
    const room = world.model.roomAt(this.n);
    if (room !== undefined) await this.#run(world, room, this.n);
  }

  toString = () => `${this.name}(${this.n})`;
}

/** A step that concerns a client. */
class OnClient implements fc.AsyncCommand<Model, World> {
  readonly name: string;
  readonly n: number;
  readonly #run: (client: SyncClient, world: World, n: number) => Promise<void>;

  constructor(name: string, n: number, run: (client: SyncClient, world: World, n: number) => Promise<void>) {
    [this.name, this.n, this.#run] = [name, n, run];
  }

  check = () => true;

  async run(_: Model, world: World): Promise<void> {
    const client = world.clients[this.n % world.clients.length];
    if (client !== undefined) await this.#run(client, world, Math.floor(this.n / world.clients.length));
  }

  toString = () => `${this.name}(${this.n})`;
}

const identityAt = (n: number) => identities[n % identities.length] ?? 'alice';

const changes: Readonly<Record<string, (world: World, room: Room, n: number) => Promise<void>>> = {
  post: ({ writer }, room) => writer.post(room, identities),
  edit: ({ writer }, room, n) => writer.edit(room, n, identities),
  unpost: ({ writer }, room, n) => writer.unpost(room, n),
  rename: ({ writer }, room) => writer.rename(room),
  deleteRoom: ({ writer }, room) => writer.deleteRoom(room),
  toggleMember: async ({ writer }, room, n) => {
    const identity = identityAt(n);
    await (room.members.has(identity) ? writer.remove(room, identity) : writer.join(room, identity));
  },
  /** A participant leaves and comes back, while messages are sent. */
  readd: async ({ writer }, room, n) => {
    const identity = identityAt(n);
    if (!room.members.has(identity)) return;
    await writer.remove(room, identity);
    await writer.post(room, identities);
    await writer.join(room, identity);
    await writer.post(room, identities);
  },
  burst: async ({ writer }, room) => {
    await Promise.all(Array.from({ length: 20 }, () => writer.post(room, identities)));
  },
};

const steps: Readonly<Record<string, (client: SyncClient, world: World, n: number) => Promise<void>>> = {
  cut: async (client) => client.cut(),
  resume: async (client, { urls }, n) => {
    if (!client.isConnected) await client.connect(urls[n % urls.length] ?? '');
  },
  /** Loses the socket and resumes at once, perhaps at the other process. */
  reconnect: async (client, { urls }, n) => {
    client.cut();
    await client.connect(urls[n % urls.length] ?? '');
  },
  /** A message by the client itself. */
  send: async (client, { model, service, clients }, n) => {
    const room = model.roomAt(n);
    const identity = users[clients.indexOf(client)] ?? '';
    if (room === undefined || !client.isConnected || !room.members.has(identity)) return;
    const text = model.newText();
    for (const each of identities) if (!room.members.has(each)) model.secretsOf(each).add(text);
    const path = `/v1/Services/${service}/Conversations/${room.sid}/Messages`;
    const { status, body } = await client.request('POST', path, { body: text });
    expect(status).toBe(201);
    room.messages.set(Number(body['index']), { sid: String(body['sid']), text });
  },
  /** Cancels a subscription, and subscribes again from the same event. */
  cancel: async (client, { model, writer }, n) => {
    const room = model.roomAt(n);
    const name = `${room?.sid}.messages`;
    if (room === undefined || !client.isConnected || !client.copies.has(name)) return;
    await client.cancel(name);
    await writer.post(room, identities);
    client.resubscribe(name);
  },
  /** Subscribes again without a cancellation. */
  resubscribe: async (client, { model }, n) => {
    if (client.isConnected) client.resubscribe(`${model.roomAt(n)?.sid}.messages`);
  },
  settle: async (client, { model, clients }) => {
    if (client.isConnected) await expectKnown(model, users[clients.indexOf(client)] ?? '', client);
  },
};

const change = (name: string, weight: number) => ({
  weight,
  arbitrary: fc.nat(99).map((n) => new Change(name, n, changes[name] ?? (async () => {}))),
});
const step = (name: string, weight: number) => ({
  weight,
  arbitrary: fc.nat(99).map((n) => new OnClient(name, n, steps[name] ?? (async () => {}))),
});

const commands = fc.commands(
  [
    fc.oneof(
      change('post', 6),
      change('edit', 3),
      change('unpost', 2),
      change('rename', 1),
      change('deleteRoom', 1),
      change('toggleMember', 4),
      change('readd', 2),
      change('burst', 1),
      step('cut', 2),
      step('resume', 3),
      step('reconnect', 3),
      step('send', 3),
      step('cancel', 2),
      step('resubscribe', 2),
      step('settle', 2),
    ),
  ],
  { maxCommands: 40, size: '+1' },
);

describe.each(engines)('on %s', (engine) => {
  let servers: readonly Colloquy[];
  let calls: HttpCaller[];
  beforeAll(async () => {
    servers = await startServers(engine, (await createDatabase(engine)).url);
    calls = servers.map(({ baseUrl }) => createCaller(baseUrl, account.sid, account.token));
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  async function createWorld(): Promise<World> {
    const [first] = servers;
    const service = first === undefined ? '' : await createChatService(first);
    const model = new ChatModel();
    const writer = new ChatWriter(calls, service, model);
    for (let n = 0; n < 3; n++) await writer.createRoom();
    for (const room of model.rooms) for (const identity of identities) await writer.join(room, identity);
    const urls = servers.map(({ listeningUrl }) => listeningUrl);
    const clients = users.map(
      (identity) =>
        new SyncClient(signAccessToken(service, { grants: { identity, chat: { service_sid: service } } })),
    );
    await Promise.all(clients.map((client, n) => client.connect(urls[n % urls.length] ?? '')));
    return { model, writer, service, clients, urls };
  }

  test('whatever happens, clients know in the end what is there, and were sent it once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        const world = await createWorld();
        try {
          await fc.asyncModelRun(() => ({ model: {}, real: world }), list);
          for (const [n, client] of world.clients.entries()) {
            if (!client.isConnected) await client.connect(world.urls[n % world.urls.length] ?? '');
            await expectKnown(world.model, users[n] ?? '', client);
          }
        } finally {
          for (const client of world.clients) client.cut();
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 120_000);
});
