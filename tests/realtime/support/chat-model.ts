import { expect } from 'vitest';
import type { HttpCaller } from '../../support/http/caller.ts';
import type { SyncClient } from './sync-client.ts';

/** A conversation as it must be known to its participants. */
export interface Room {
  readonly sid: string;
  name: string;
  /** Participants by identity. */
  readonly members: Map<string, string>;
  /** Texts by index. */
  readonly messages: Map<number, { sid: string; text: string }>;
}

/** What all clients must know, by the replies to the requests. */
export class ChatModel {
  readonly rooms: Room[] = [];
  #texts = 0;
  /** Texts that an identity must not see, because it was not a participant. */
  readonly #secrets = new Map<string, Set<string>>();

  newText(): string {
    return `text ${++this.#texts}`;
  }

  roomAt(n: number): Room | undefined {
    return this.rooms[n % Math.max(1, this.rooms.length)];
  }

  secretsOf(identity: string): Set<string> {
    const secrets = this.#secrets.get(identity) ?? new Set();
    this.#secrets.set(identity, secrets);
    return secrets;
  }

  /** A user who joins may read everything. */
  onJoin(identity: string, room: Room): void {
    for (const { text } of room.messages.values()) this.secretsOf(identity).delete(text);
  }
}

/** What a client knows, or must know, in a form that can be compared. */
type Knowledge = Readonly<
  Record<string, { name: unknown; members: string[]; messages: Record<string, unknown> }>
>;

const expectedOf = (model: ChatModel, identity: string): Knowledge =>
  Object.fromEntries(
    model.rooms
      .filter(({ members }) => members.has(identity))
      .map(({ sid, name, members, messages }) => [
        sid,
        {
          name,
          members: [...members.values()].toSorted(),
          messages: Object.fromEntries([...messages].map(([index, { text }]) => [String(index), text])),
        },
      ]),
  );

const knowledgeOf = (client: SyncClient): Knowledge =>
  Object.fromEntries(
    client.conversations().map((sid) => [
      sid,
      {
        name: client.copies.get(`${sid}.channel`)?.document?.['friendlyName'],
        members: [...(client.copies.get(`${sid}.roster`)?.items.keys() ?? [])].toSorted(),
        messages: Object.fromEntries(
          [...(client.copies.get(`${sid}.messages`)?.items ?? [])].map(([index, { data }]) => [
            index,
            data['text'],
          ]),
        ),
      },
    ]),
  );

/** Waits until a client knows what it must know, and expects that it was sent nothing wrong on the way. */
export async function expectKnown(model: ChatModel, identity: string, client: SyncClient): Promise<void> {
  await expect
    .poll(() => knowledgeOf(client), { timeout: 10_000, interval: 5 })
    .toEqual(expectedOf(model, identity));
  await client.idle();
  expect(client.violations).toEqual([]);
  for (const { messages } of Object.values(knowledgeOf(client)))
    expect(Object.keys(messages)).toEqual(Object.keys(messages).toSorted((a, b) => Number(a) - Number(b)));
  for (const [name, { added }] of client.copies)
    if (name.endsWith('.messages')) expect(new Set(added).size, name).toBe(added.length);
  const secrets = model.secretsOf(identity);
  expect([...client.seenTexts].filter((text) => secrets.has(text))).toEqual([]);
}

/** Sends changes by the REST API, and keeps the model in step with the replies. */
export class ChatWriter {
  readonly #calls: readonly HttpCaller[];
  readonly #root: string;
  readonly #model: ChatModel;
  #count = 0;

  /** @param calls to the processes, which take turns. */
  constructor(calls: readonly HttpCaller[], service: string, model: ChatModel) {
    this.#calls = calls;
    this.#root = `/v1/Services/${service}/Conversations`;
    this.#model = model;
  }

  async createRoom(): Promise<void> {
    const name = this.#model.newText();
    const { sid } = await this.#send('POST', '', { FriendlyName: name });
    this.#model.rooms.push({ sid, name, members: new Map(), messages: new Map() });
  }

  async rename(room: Room): Promise<void> {
    const name = this.#model.newText();
    await this.#send('POST', `/${room.sid}`, { FriendlyName: name });
    room.name = name;
  }

  async deleteRoom(room: Room): Promise<void> {
    await this.#send('DELETE', `/${room.sid}`);
    this.#model.rooms.splice(this.#model.rooms.indexOf(room), 1);
  }

  async join(room: Room, identity: string): Promise<void> {
    this.#model.onJoin(identity, room);
    const { sid } = await this.#send('POST', `/${room.sid}/Participants`, { Identity: identity });
    room.members.set(identity, sid);
  }

  async remove(room: Room, identity: string): Promise<void> {
    await this.#send('DELETE', `/${room.sid}/Participants/${room.members.get(identity)}`);
    room.members.delete(identity);
  }

  async post(room: Room, identities: readonly string[]): Promise<void> {
    const text = this.#model.newText();
    for (const identity of identities)
      if (!room.members.has(identity)) this.#model.secretsOf(identity).add(text);
    const { sid, index } = await this.#send('POST', `/${room.sid}/Messages`, { Body: text });
    room.messages.set(index, { sid, text });
  }

  async edit(room: Room, n: number, identities: readonly string[]): Promise<void> {
    const message = this.#messageAt(room, n);
    if (message === undefined) return;
    const text = this.#model.newText();
    for (const identity of identities)
      if (!room.members.has(identity)) this.#model.secretsOf(identity).add(text);
    await this.#send('POST', `/${room.sid}/Messages/${message.sid}`, { Body: text });
    message.text = text;
  }

  async unpost(room: Room, n: number): Promise<void> {
    const message = this.#messageAt(room, n);
    if (message === undefined) return;
    await this.#send('DELETE', `/${room.sid}/Messages/${message.sid}`);
    for (const [index, each] of room.messages) if (each === message) room.messages.delete(index);
  }

  #messageAt(room: Room, n: number) {
    return [...room.messages.values()][n % Math.max(1, room.messages.size)];
  }

  async #send(method: string, path: string, form?: Record<string, string>) {
    const call = this.#calls[this.#count++ % this.#calls.length];
    const reply = await call?.(method, this.#root + path, form);
    if (reply === undefined || reply.status >= 300) throw new Error(`${method} ${path}: ${reply?.text}`);
    // Replies about messages have an index too.
    return { index: -1, ...reply.body };
  }
}
