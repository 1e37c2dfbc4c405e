/** The sockets of a soak: some stay and must receive every message once, others connect, read and disconnect. */

import { setTimeout as sleep } from 'node:timers/promises';
import { NotificationReader } from '../realtime/notification-reader.ts';
import { type ClientSpec, TwilsockClient } from '../realtime/twilsock-client.ts';
import type { SoakProblems } from './soak-problems.ts';

/** A visitor stays for between one and two of these. */
const visitMs = 3000;
const startTimeoutMs = 20_000;

export class SoakSockets {
  readonly #port: number;
  readonly #problems: SoakProblems;
  readonly #reader = new NotificationReader();
  readonly #stay: readonly TwilsockClient[];
  readonly #visitors: readonly ClientSpec[];
  /** The sockets that have received a message that not all have. */
  readonly #receivedBy = new Map<string, Set<number>>();
  #isStopped = false;
  connections = 0;
  /** Messages that every socket that stays has received. */
  complete = 0;

  constructor(
    port: number,
    stay: readonly ClientSpec[],
    visitors: readonly ClientSpec[],
    problems: SoakProblems,
  ) {
    this.#port = port;
    this.#problems = problems;
    this.#visitors = visitors;
    this.#stay = stay.map((spec, index) => this.#createClient(spec, (sids) => this.#receive(index, sids)));
  }

  /** Opens the sockets that stay. */
  async start(): Promise<void> {
    for (const client of this.#stay) await client.start(this.#port);
    this.connections += this.#stay.length;
  }

  /** Lets the others connect and disconnect until they are stopped. */
  async runVisitors(): Promise<void> {
    await Promise.all(this.#visitors.map((spec) => this.#visit(spec)));
  }

  /** Ends the visits, and closes the sockets that stay. */
  stop(): void {
    this.#isStopped = true;
    for (const client of this.#stay) {
      if (!client.isOpen)
        this.#problems.add('socket: closed by the server', 'a socket was not open at the end');
      client.close();
    }
  }

  /** Messages that only some sockets have received. */
  get incomplete(): number {
    return this.#receivedBy.size;
  }

  async #visit(spec: ClientSpec): Promise<void> {
    while (!this.#isStopped) {
      const received = new Set<string>();
      const client = this.#createClient(spec, (sids) => {
        for (const sid of sids) {
          if (received.has(sid)) this.#problems.add('socket: repeated', sid);
          received.add(sid);
        }
      });
      try {
        await startInTime(client, this.#port);
        this.connections += 1;
        await sleep(visitMs * (1 + Math.random()));
        if (!client.isOpen) this.#problems.add('socket: closed by the server', 'a visitor was disconnected');
      } catch (error) {
        this.#problems.add('socket: could not start', error);
        await sleep(visitMs);
      }
      client.close();
    }
  }

  #receive(client: number, sids: readonly string[]): void {
    for (const sid of sids) {
      const clients = this.#receivedBy.get(sid) ?? new Set();
      if (clients.has(client)) this.#problems.add('socket: repeated', sid);
      clients.add(client);
      if (clients.size < this.#stay.length) this.#receivedBy.set(sid, clients);
      else {
        this.#receivedBy.delete(sid);
        this.complete += 1;
      }
    }
  }

  #createClient(spec: ClientSpec, onMessages: (sids: readonly string[]) => void): TwilsockClient {
    return new TwilsockClient(spec, this.#reader, onMessages, () => undefined);
  }
}

/** A client whose socket is closed while it starts would wait without end. */
function startInTime(client: TwilsockClient, port: number): Promise<void> {
  const timeout = sleep(startTimeoutMs, undefined, { ref: false }).then(() => {
    throw new Error(`a socket did not start in ${startTimeoutMs / 1000} s`);
  });
  return Promise.race([client.start(port), timeout]);
}
