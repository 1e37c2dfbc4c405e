/** Receives webhooks as cheaply as Node can: plain sockets, and only as much HTTP as webhooks need. */

import { createServer, type Server, type Socket } from 'node:net';
import { type Arrival, ArrivalCounter } from './arrival-counter.ts';

const reply = 'HTTP/1.1 204 No Content\r\n\r\n';
const headEnd = Buffer.from('\r\n\r\n');

/** A server that answers every request with 204, and counts what arrives. */
export class Receiver {
  readonly arrivalCounter = new ArrivalCounter();
  /** Called with the message of a webhook, if set. */
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

  /** Withholds responses, so that nothing more is sent than what is in flight; or sends them. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (isPaused) return;
    for (const socket of this.#pausedSockets) socket.write(reply, 'latin1');
    this.#pausedSockets = [];
  }

  #serve(socket: Socket): void {
    let unparsed: Buffer | undefined;
    // The sender has to repeat a request whose connection it closes in the middle.
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

/** Returns the length of the request at the start of a buffer; undefined while its head is incomplete. */
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
  // A name that ends with another one, such as `XIndex`, is not among what webhooks send.
  return start < 0 ? undefined : /^[^&]*/.exec(request.slice(start + name.length + 1))?.[0];
}

/** A substring keeps the whole request in memory: with a million requests, all of them. */
const copyOf = (part: string): string => Buffer.from(part, 'latin1').toString('latin1');
