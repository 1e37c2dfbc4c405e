/** A client of the event stream that disconnects and resumes all the time, and must see every event once. */

import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { authorization } from '../targets/product.ts';
import type { SoakProblems } from './soak-problems.ts';

/** A connection is kept for between one and two of these. */
const connectionMs = 5000;
const retryMs = 500;

export class EventStreamClient {
  readonly #port: number;
  readonly #path: string;
  readonly #problems: SoakProblems;
  #position = 0;
  #outgoing: ClientRequest | undefined;
  #isStopped = false;
  events = 0;
  connections = 0;

  /** @param query what to select, such as `service=IS…&event=onMessageAdded`. */
  constructor(port: number, query: string, problems: SoakProblems) {
    this.#port = port;
    this.#path = `/colloquy/v1/events?${query}`;
    this.#problems = problems;
  }

  /** Reads until it is stopped. */
  async run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#readOnce(connectionMs * (1 + Math.random()));
      } catch (error) {
        this.#problems.add('event stream: broken', error);
        await sleep(retryMs);
      }
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#outgoing?.destroy();
  }

  async #readOnce(milliseconds: number): Promise<void> {
    const incoming = await this.#connect();
    this.connections += 1;
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      incoming.destroy();
    }, milliseconds);
    let unparsed = '';
    try {
      for await (const chunk of incoming.setEncoding('utf8')) {
        unparsed += String(chunk);
        const end = unparsed.lastIndexOf('\n\n');
        if (end < 0) continue;
        for (const frame of unparsed.slice(0, end).split('\n\n')) this.#take(frame);
        unparsed = unparsed.slice(end + 2);
      }
    } catch (error) {
      if (!isOver && !this.#isStopped) throw error;
    } finally {
      clearTimeout(timer);
    }
    if (!isOver && !this.#isStopped) throw new Error('the server ended an event stream');
  }

  #connect(): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { Authorization: authorization, 'Last-Event-ID': String(this.#position) };
      const options = { host: '127.0.0.1', port: this.#port, path: this.#path, headers, agent: false };
      const outgoing = request(options, (incoming) => {
        if (incoming.statusCode === 200) resolve(incoming);
        else {
          incoming.destroy();
          reject(new Error(`an event stream was refused with ${incoming.statusCode}`));
        }
      });
      this.#outgoing = outgoing;
      outgoing.on('error', (error) => {
        if (!this.#isStopped) reject(error);
      });
      outgoing.end();
    });
  }

  #take(frame: string): void {
    const id = /^id: (\d+)$/m.exec(frame)?.[1];
    if (id === undefined) return;
    const position = Number(id);
    if (/^event: /m.test(frame)) {
      if (position <= this.#position) this.#problems.add('event stream: repeated', `position ${position}`);
      this.events += 1;
    }
    this.#position = position;
  }
}
