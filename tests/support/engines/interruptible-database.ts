import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '../processes/free-port.ts';

/** A way to a database server that can be interrupted. */
interface InterruptibleDatabase extends AsyncDisposable {
  readonly url: string;
  /** Closes all connections and refuses new ones. */
  interrupt(): Promise<void>;
  restore(): Promise<void>;
}

/** Forwards connections to the database server that a URL names. */
export async function openInterruptibleDatabase(url: string): Promise<InterruptibleDatabase> {
  const target = new URL(url);
  const port = await freePort();
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect({ host: target.hostname, port: Number(target.port) });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {}).on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  const restore = () => new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
  const interrupt = () =>
    new Promise<void>((resolve) => {
      proxy.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await restore();
  const proxied = new URL(url);
  proxied.host = `127.0.0.1:${port}`;
  return { url: proxied.href, interrupt, restore, [Symbol.asyncDispose]: interrupt };
}
