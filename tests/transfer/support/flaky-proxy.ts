import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FlakyProxy extends AsyncDisposable {
  readonly url: string;
  /** Requests so far. */
  readonly requests: number;
  /** Called with the number of each request. */
  onRequest: (number: number) => void;
}

/** A server in front of another one, which throttles, fails and cuts connections by turns. */
export async function startFlakyProxy(target: string): Promise<FlakyProxy> {
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    proxy.onRequest(++requests);
    if (requests % 7 === 0) outgoing.writeHead(429, { 'Retry-After': '0' }).end('{}');
    else if (requests % 23 === 0) outgoing.writeHead(503).end();
    else if (requests % 29 === 0) incoming.socket.destroy();
    else {
      const { method, headers, url } = incoming;
      request(new URL(url ?? '/', target), { method, headers }, (reply) => {
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
        // Cut in the middle of the body.
        if (requests % 31 === 0) reply.once('data', () => outgoing.destroy());
        reply.pipe(outgoing);
      }).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy = {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    onRequest: (_: number) => {},
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
