/** A client of the product's sockets: it does what the official one does, and counts instead of showing anything. */

import {
  encodeClientFrame,
  headerStart,
  type NotificationReader,
  type SyncEvents,
} from './notification-reader.ts';
import { RawSocket, type SocketHandler } from './raw-socket.ts';

const letters = { notification: 'n'.charCodeAt(0), reply: 'r'.charCodeAt(0), other: 0 } as const;
const beforeMethod = '{"method":"'.length;
const maxBatchSize = 100;

/** A user, and the objects that its client watches. */
export interface ClientSpec {
  readonly token: string;
  readonly conversations: readonly string[];
}

interface Reply {
  readonly status: { readonly code: number };
  readonly http_status?: { readonly code: number };
  readonly body: Readonly<Record<string, unknown>>;
}

interface WatchedObject {
  readonly type: 'document' | 'list' | 'map';
  cursor: number;
}

/** Called with the SIDs of the messages that a socket has received. */
export type MessageListener = (messageSids: readonly string[]) => void;

/** Called when a socket has received that a user is typing. */
export type TypingListener = (identity: string) => void;

/** A session that can be resumed. */
export class TwilsockClient implements SocketHandler {
  readonly #spec: ClientSpec;
  readonly #reader: NotificationReader;
  readonly #onMessages: MessageListener;
  readonly #onTyping: TypingListener;
  readonly #objects = new Map<string, WatchedObject>();
  readonly #pending = new Map<string, (reply: Reply) => void>();
  readonly #established = new Set<string>();
  #onEstablished: (() => void) | undefined;
  #socket: RawSocket | undefined;
  #number = 0;
  isOpen = false;

  constructor(
    spec: ClientSpec,
    reader: NotificationReader,
    onMessages: MessageListener,
    onTyping: TypingListener,
  ) {
    this.#spec = spec;
    this.#reader = reader;
    this.#onMessages = onMessages;
    this.#onTyping = onTyping;
  }

  /** Connects, reads what a client reads when it starts, and watches it. */
  async start(port: number): Promise<void> {
    await this.#open(port);
    const configuration = await this.#request('GET', '/Client/v2/Configuration');
    const { my_conversations, my_user_info } = Object(configuration['sync_objects']);
    const names: [string, WatchedObject['type'], string][] = [
      [String(my_user_info), 'map', 'Maps'],
      [String(my_conversations), 'map', 'Maps'],
      ...this.#spec.conversations.flatMap((sid): [string, WatchedObject['type'], string][] => [
        [`${sid}.channel`, 'document', 'Documents'],
        [`${sid}.messages`, 'list', 'Lists'],
        [`${sid}.roster`, 'map', 'Maps'],
      ]),
    ];
    await Promise.all(
      names.map(async ([name, type, collection]) => {
        const found = await this.#request('GET', `/v3/${collection}/${encodeURIComponent(name)}`);
        this.#objects.set(name, { type, cursor: Number(found['last_event_id']) });
      }),
    );
    await this.#watch();
  }

  /** Connects again after the socket was lost, and continues. */
  async resume(port: number): Promise<void> {
    await this.#open(port);
    await this.#watch();
  }

  /** Reports that the user is typing in the first of the conversations. */
  async type(path: string): Promise<void> {
    await this.#request('POST', path, `ChannelSid=${this.#spec.conversations[0]}`);
  }

  close(): void {
    this.isOpen = false;
    this.#socket?.close();
  }

  onClose(): void {
    this.isOpen = false;
  }

  onMessage(frame: Buffer): void {
    const start = headerStart(frame);
    const letter = frame[start + beforeMethod];
    if (letter === letters.notification) {
      const seen = this.#reader.read(frame, start);
      this.#socket?.send(seen.acknowledgement);
      if (seen.messageSids.length > 0) this.#onMessages(seen.messageSids);
      if (seen.typist !== undefined) this.#onTyping(seen.typist);
      for (const each of seen.events) this.#take(each);
      return;
    }
    const text = frame.toString();
    const headerEnd = text.indexOf('\r\n', start);
    const header: Omit<Reply, 'body'> & { readonly id: string } = JSON.parse(text.slice(start, headerEnd));
    if (letter !== letters.reply) {
      this.#socket?.send(
        encodeClientFrame({ id: header.id, method: 'reply', status: { code: 200, status: 'OK' } }),
      );
      return;
    }
    const payload = text.slice(headerEnd + 2).trim();
    const answer = this.#pending.get(header.id);
    this.#pending.delete(header.id);
    answer?.({ ...header, body: payload === '' ? {} : JSON.parse(payload) });
  }

  async #open(port: number): Promise<void> {
    const socket = new RawSocket(port, '/v3/wsconnect', this);
    this.#socket = socket;
    await socket.waitUntilOpen();
    this.isOpen = true;
    const reply = await this.#send({
      method: 'init',
      token: this.#spec.token,
      continuation_token: null,
      metadata: { ver: '1.0.2', env: 'Bench', type: 'conversations', sdk: 'JS', sdkv: '3.0.1' },
      registrations: [
        { product: 'ip_messaging', type: 'ers', notification_protocol_version: 0, message_types: [] },
      ],
      tweaks: null,
      capabilities: ['client_update', 'offline_storage', 'telemetry.v1'],
    });
    if (reply.status.code !== 200) throw new Error(`a session was refused with ${reply.status.code}`);
  }

  async #request(method: string, path: string, payload = ''): Promise<Reply['body']> {
    const reply = await this.#send(
      {
        method: 'message',
        active_grant: 'ip_messaging',
        payload_type: 'application/json; charset=utf-8',
        http_request: {
          host: 'aim.us1.twilio.com',
          path,
          method,
          params: {},
          headers: { 'Content-Type': 'application/json; charset=utf-8' },
        },
      },
      payload,
    );
    const status = reply.http_status?.code ?? 0;
    if (status >= 300 || status < 200)
      throw new Error(`${method} ${path} returned ${status}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  #send(header: Readonly<Record<string, unknown>>, payload = ''): Promise<Reply> {
    this.#number += 1;
    const id = `TM${this.#number}`;
    this.#socket?.send(encodeClientFrame({ id, ...header }, payload));
    return new Promise((resolve) => this.#pending.set(id, resolve));
  }

  async #watch(): Promise<void> {
    this.#established.clear();
    const all = [...this.#objects];
    const established = new Promise<void>((resolve) => {
      this.#onEstablished = resolve;
    });
    for (let from = 0; from < all.length; from += maxBatchSize)
      await this.#request(
        'POST',
        '/v4/Subscriptions',
        JSON.stringify({
          event_protocol_version: 4,
          action: 'establish',
          correlation_id: from + 1,
          retried_requests: 0,
          ttl_in_s: -1,
          requests: all.slice(from, from + maxBatchSize).map(([object_sid, { type, cursor }]) => ({
            object_sid,
            object_type: type,
            last_event_id: cursor,
          })),
        }),
      );
    await established;
  }

  #take({ event_type, events }: SyncEvents): void {
    if (!event_type.startsWith('subscription_')) return;
    for (const { object_sid, last_event_id } of events) {
      const name = String(object_sid);
      const object = this.#objects.get(name);
      if (event_type !== 'subscription_established' || object === undefined)
        throw new Error(`${event_type} for ${name}`);
      object.cursor = Number(last_event_id);
      this.#established.add(name);
    }
    if (this.#established.size === this.#objects.size) this.#onEstablished?.();
  }
}
