/** Receives webhooks as cheaply as Node can: plain sockets, no more of HTTP than what webhooks send. */

import { createServer, type Server, type Socket } from 'node:net';
import { type Arrival, ArrivalCounter } from './arrival-counter.ts';

const reply = 'HTTP/1.1 204 No Content\r\n\r\n';
const headEnd = Buffer.from('\r\n\r\n');

/** A server that answers every request with 204, and knows what has arrived. */
export class Receiver {
  readonly arrivalCounter = new ArrivalCounter();
  /** Gets the message that a webhook is about, when somebody wants to know. */
  onMessage: ((sid: string, now: number) => void) | undefined;

  readonly #server: Server;
  #isPaused = false;
  #pausedSockets: Socket[] = [];

  constructor() {
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  /** Starts to listen, and returns the port. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', 1024, resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
    return address.port;
  }

  /** Keeps answers back, so that nothing more is sent than what is under way; or gives them. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (isPaused) return;
    for (const socket of this.#pausedSockets) socket.write(reply, 'latin1');
    this.#pausedSockets = [];
  }

  #serve(socket: Socket): void {
    let unparsed: Buffer | undefined;
    // Whoever ends a connection in the middle of a request has to send that again.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      let bytes = unparsed === undefined ? chunk : Buffer.concat([unparsed, chunk]);
      for (let size = sizeOf(bytes); size !== undefined && size <= bytes.length; size = sizeOf(bytes)) {
        this.#receive(bytes.toString('latin1', 0, size));
        bytes = bytes.subarray(size);
        if (this.#isPaused) this.#pausedSockets.push(socket);
        else socket.write(reply, 'latin1');
      }
      unparsed = bytes.length === 0 ? undefined : bytes;
    });
  }

  #receive(request: string): void {
    const now = performance.now();
    this.arrivalCounter.add(arrivalOf(request), now);
    this.onMessage?.(parameter(request, 'MessageSid') ?? '', now);
  }
}

/** Bytes of the request that a buffer begins with; undefined while its head is incomplete. */
function sizeOf(bytes: Buffer): number | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1];
  return end + headEnd.length + Number(length ?? 0);
}

function arrivalOf(request: string): Arrival {
  const token = /\r\ni-twilio-idempotency-token: *([^\r]+)/i.exec(request)?.[1];
  if (token === undefined) throw new Error(`a webhook without a token: ${request.slice(0, 500)}`);
  const index = parameter(request, 'Index');
  return {
    token: copyOf(token),
    conversationSid: copyOf(parameter(request, 'ConversationSid') ?? ''),
    index: index === undefined ? null : Number(index),
  };
}

function parameter(request: string, name: string): string | undefined {
  const start = request.indexOf(`${name}=`);
  // A name that another one ends with, such as `XIndex`, is none of what webhooks send.
  return start < 0 ? undefined : /^[^&]*/.exec(request.slice(start + name.length + 1))?.[0];
}

/** The engine's part of a string keeps the whole of it in memory: a million requests. */
const copyOf = (part: string): string => Buffer.from(part, 'latin1').toString('latin1');
