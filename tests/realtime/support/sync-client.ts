import { frameBytes, parseFrame } from '../../support/realtime/session-client.ts';
import { ObjectCopy } from './object-copy.ts';

/** The properties of JSON that these tests read. */
interface Json {
  readonly [name: string]: unknown;
}

export interface SocketReply {
  readonly status: number;
  readonly body: Json;
}

const conversationParts = ['channel', 'messages', 'roster'] as const;

const typeOf = (name: string): 'document' | 'list' | 'map' =>
  name.endsWith('.channel') ? 'document' : name.endsWith('.messages') ? 'list' : 'map';

const asJson = (value: unknown): Json => (typeof value === 'object' && value !== null ? { ...value } : {});
const asList = (value: unknown): Json[] => (Array.isArray(value) ? value.map(asJson) : []);

/**
 * A client of the protocol with copies of objects, like that of the SDK but with nothing hidden: it watches the user's
 * conversations and everything in them, and resumes from its cursors when it connects again.
 */
export class SyncClient implements Disposable {
  readonly copies = new Map<string, ObjectCopy>();
  /** The texts of all messages that the server has sent to this client, in any form. */
  readonly seenTexts = new Set<string>();
  /** What the server has done that it must not do. */
  readonly violations: unknown[] = [];
  readonly #token: string;
  #socket: WebSocket | undefined;
  #count = 0;
  readonly #replies = new Map<string, (reply: SocketReply) => void>();
  /** Work that has not ended: reads, and subscriptions without an answer. */
  readonly #working = new Set<Promise<unknown>>();
  /** Those who wait for an answer, by its correlation and object. Each request is answered, because none is repeated. */
  readonly #answers = new Map<string, () => void>();
  /** Which reading of an object is the newest one. */
  readonly #readings = new Map<string, number>();
  #conversations = '';

  constructor(token: string) {
    this.#token = token;
  }

  /** Connects to a server, and watches what it has watched before, or the user's conversations the first time. */
  async connect(url: string): Promise<void> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v3/wsconnect`);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('close', reject);
    });
    socket.addEventListener('message', ({ data }) => {
      // What comes after a cut is lost.
      if (this.#socket === socket) this.#onFrame(Buffer.from(data));
    });
    socket.addEventListener('close', () => {
      if (this.#socket !== socket) return;
      this.violations.push(new Error('The server has closed the socket.'));
      this.cut();
    });
    const { status } = await this.#call({ method: 'init', token: this.#token });
    if (status !== 200) throw new Error(`The session is refused with ${status}.`);
    if (this.#conversations === '') {
      const { body } = await this.request('GET', '/Client/v2/Configuration');
      this.#conversations = String(asJson(body['sync_objects'])['my_conversations']);
      await this.#watch(this.#conversations);
      return;
    }
    this.#subscribe([...this.copies.values()]);
    // Those that could not be read before the socket was lost.
    for (const sid of this.conversations()) this.#enter(sid);
  }

  get isConnected(): boolean {
    return this.#socket !== undefined;
  }

  /** Loses the socket: nothing that comes later is seen. */
  cut(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    for (const resolve of this.#answers.values()) resolve();
    for (const reply of this.#replies.values()) reply({ status: 0, body: {} });
    this.#answers.clear();
    this.#replies.clear();
  }

  /** Resolves when nothing is in progress. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** @param body JSON, or a text that is sent as it is. */
  request(method: string, path: string, body: Json | string = '', params: Json = {}): Promise<SocketReply> {
    return this.#call(
      { method: 'message', http_request: { host: 'h', method, path, params, headers: {} } },
      typeof body === 'string' ? body : JSON.stringify(body),
    );
  }

  /** Cancels the subscription to an object, whose copy stays as it is. */
  cancel(name: string): Promise<void> {
    const correlation = ++this.#count;
    this.copies.get(name)?.onCancel(correlation);
    const requests = [{ object_sid: name, object_type: typeOf(name) }];
    return this.#requestSubscriptions('cancel', requests, correlation);
  }

  /** Subscribes again from the cursor. */
  resubscribe(name: string): void {
    const copy = this.copies.get(name);
    if (copy !== undefined) this.#subscribe([copy]);
  }

  /** The keys of the user's conversations. */
  conversations(): string[] {
    return [...(this.copies.get(this.#conversations)?.items.keys() ?? [])].toSorted();
  }

  [Symbol.dispose](): void {
    this.cut();
  }

  #call(header: Json, payload = ''): Promise<SocketReply> {
    const socket = this.#socket;
    if (socket === undefined) return Promise.resolve({ status: 0, body: {} });
    const id = `TM-${++this.#count}`;
    return new Promise((resolve) => {
      this.#replies.set(id, resolve);
      socket.send(frameBytes({ id, ...header }, payload));
    });
  }

  #track(work: Promise<unknown>): void {
    const tracked: Promise<unknown> = work
      .catch((error: unknown) => this.violations.push(error))
      .finally(() => this.#working.delete(tracked));
    this.#working.add(tracked);
  }

  /** Reads an object and its items, and subscribes from the event that it had before its items were read. */
  async #watch(name: string): Promise<void> {
    const reading = ++this.#count;
    this.#readings.set(name, reading);
    const type = typeOf(name);
    const path = `/v3/${type[0]?.toUpperCase()}${type.slice(1)}s/${name}`;
    const root = await this.request('GET', path);
    if (root.status === 404) this.#forget(name);
    // The list of conversations tells what becomes of an object that may not be read.
    if (root.status !== 200) return;
    const copy = new ObjectCopy(name, Number(root.body['last_event_id']));
    if (type === 'document') copy.document = asJson(root.body['data']);
    else {
      for (let from: string | undefined; ; ) {
        const params = { PageSize: '20', Order: 'asc', ...(from !== undefined && { From: from }) };
        const page = await this.request('GET', `${path}/Items`, '', params);
        if (page.status !== 200) return;
        for (const item of asList(page.body['items'])) {
          const [key, data] = [String(item['key'] ?? item['index']), asJson(item['data'])];
          this.#see(data);
          copy.items.set(key, { event: Number(item['last_event_id']), data });
          from = key;
        }
        if (asJson(page.body['meta'])['next_token'] === null) break;
      }
    }
    if (this.#readings.get(name) !== reading) return;
    this.copies.set(name, copy);
    if (name === this.#conversations) for (const sid of copy.items.keys()) this.#enter(sid);
    this.#subscribe([copy]);
  }

  #enter(sid: string): void {
    for (const part of conversationParts)
      if (!this.copies.has(`${sid}.${part}`)) this.#track(this.#watch(`${sid}.${part}`));
  }

  /** The conversation of an object has been deleted. */
  #forget(name: string): void {
    this.copies.delete(name);
    this.copies.get(this.#conversations)?.items.delete(name.slice(0, 34));
  }

  #leave(sid: string): void {
    for (const part of conversationParts) {
      this.#readings.delete(`${sid}.${part}`);
      if (!this.copies.delete(`${sid}.${part}`)) continue;
      this.#track(this.cancel(`${sid}.${part}`));
    }
  }

  #subscribe(copies: readonly ObjectCopy[]): void {
    const requests = copies.map(({ name, cursor }) => ({
      object_sid: name,
      object_type: typeOf(name),
      last_event_id: cursor,
    }));
    for (let start = 0; start < requests.length; start += 100) {
      const correlation = ++this.#count;
      for (const copy of copies.slice(start, start + 100)) copy.onSubscribe(correlation);
      this.#track(this.#requestSubscriptions('establish', requests.slice(start, start + 100), correlation));
    }
  }

  async #requestSubscriptions(
    action: 'establish' | 'cancel',
    requests: readonly Json[],
    correlation: number,
  ): Promise<void> {
    const answered = requests.map(
      ({ object_sid }) =>
        new Promise<void>((resolve) => {
          this.#answers.set(`${correlation} ${String(object_sid)}`, resolve);
        }),
    );
    await this.request('POST', '/v4/Subscriptions', {
      event_protocol_version: 4,
      action,
      correlation_id: correlation,
      retried_requests: 0,
      ttl_in_s: -1,
      requests,
    });
    if (this.isConnected) await Promise.all(answered);
  }

  #onFrame(bytes: Buffer): void {
    const { header, payload } = parseFrame(bytes);
    const id = String(header['id']);
    if (header['method'] === 'reply') {
      const status = Number(asJson(header['http_status'] ?? header['status'])['code']);
      this.#replies.get(id)?.({ status, body: payload === '' ? {} : asJson(JSON.parse(payload)) });
      this.#replies.delete(id);
    } else if (header['method'] === 'notification') {
      this.#socket?.send(frameBytes({ id, method: 'reply', status: { code: 200, status: 'OK' } }));
      try {
        this.#onNotification(asJson(JSON.parse(payload)));
      } catch (error) {
        this.violations.push(error);
      }
    } else if (header['method'] === 'close')
      this.violations.push(new Error(`The server ends the session: ${JSON.stringify(header['status'])}`));
  }

  #onNotification(payload: Json): void {
    const type = String(payload['event_type']);
    for (const event of asList(payload['events'])) {
      if (type.startsWith('subscription_')) this.#onAnswer(type, event, Number(payload['correlation_id']));
      else this.#onEvent(type, event);
    }
  }

  #onAnswer(type: string, event: Json, correlation: number): void {
    const name = String(event['object_sid']);
    const copy = this.copies.get(name);
    if (type === 'subscription_established' && copy !== undefined) {
      const isNewest = copy.onEstablished(correlation, Number(event['last_event_id']));
      if (isNewest && event['replay_status'] === 'interrupted') this.#subscribe([copy]);
    }
    if (type === 'subscription_canceled') copy?.onCanceled(correlation);
    if (type === 'subscription_failed') {
      if (Number(asJson(event['error'])['status']) === 404) this.#forget(name);
      else this.copies.delete(name);
    }
    const key = `${correlation} ${name}`;
    this.#answers.get(key)?.();
    if (!this.#answers.delete(key)) throw new Error(`${name}: ${type} answers no request.`);
  }

  #onEvent(type: string, event: Json): void {
    const kind = type.split('_')[0];
    const name = String(event[`${kind}_sid`]);
    const data = event['item_data'] ?? event['document_data'];
    if (data !== undefined && data !== null) this.#see(asJson(data));
    const copy = this.copies.get(name);
    if (type === 'document_removed') this.#forget(name);
    if (copy === undefined || type === 'document_removed') return;
    const key = event['item_key'] ?? event['item_index'];
    copy.apply({
      type,
      id: Number(event['id']),
      key: key === undefined ? undefined : String(key),
      data: data === undefined || data === null ? undefined : asJson(data),
    });
    if (name !== this.#conversations) return;
    if (type === 'map_item_added') this.#enter(String(key));
    if (type === 'map_item_removed') this.#leave(String(key));
  }

  #see(data: Json): void {
    if (typeof data['text'] === 'string') this.seenTexts.add(data['text']);
  }
}
