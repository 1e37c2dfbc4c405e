import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { parseFrame } from '../../support/realtime/session-client.ts';

/** Requests that a proxy holds back. */
interface Held {
  /** Resolves when the client has sent the first of them. */
  readonly reached: Promise<void>;
  readonly release: () => void;
}

/** A proxy that knows the frames of the protocol, and can hold back a request while other frames pass. */
export class FrameProxy implements AsyncDisposable {
  readonly #server: WebSocketServer;
  readonly url: string;
  /** Of all frames that it has passed on to clients. */
  bytesToClients = 0;
  readonly #holds = new Map<string, { readonly reach: () => void; readonly released: Promise<void> }>();

  private constructor(server: WebSocketServer, target: string) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (client) => {
      const upstream = new WebSocket(`${target.replace('http', 'ws')}/v3/wsconnect`);
      upstream.binaryType = 'arraybuffer';
      const opened = new Promise((resolve) => upstream.addEventListener('open', resolve));
      client.on('message', async (data: Buffer) => {
        await Promise.all([opened, this.#wait(data)]);
        if (upstream.readyState === WebSocket.OPEN) upstream.send(data);
      });
      client.on('close', () => upstream.close());
      upstream.addEventListener('message', ({ data }) => {
        this.bytesToClients += data.byteLength;
        client.send(data);
      });
      upstream.addEventListener('close', () => client.close());
    });
  }

  /** @param target URL of the server, with http. */
  static async start(target: string): Promise<FrameProxy> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new FrameProxy(server, target);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Holds back the requests whose path ends in a text, while other frames pass. */
  hold(ending: string): Held {
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    this.#holds.set(ending, { reach: reached.resolve, released: released.promise });
    const release = () => {
      this.#holds.delete(ending);
      released.resolve();
    };
    return { reached: reached.promise, release };
  }

  #wait(data: Buffer): Promise<void> | undefined {
    const request = parseFrame(data).header['http_request'];
    if (typeof request !== 'object' || request === null || !('path' in request)) return undefined;
    const path = String(request.path);
    const held = [...this.#holds].find(([ending]) => path.endsWith(ending))?.[1];
    held?.reach();
    return held?.released;
  }
}
