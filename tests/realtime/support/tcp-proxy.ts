import { connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP proxy in front of servers, which take turns, and which treats connections as bad networks do. */
export class TcpProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #ports: readonly number[];
  #next = 0;
  readonly url: string;
  /** The number of connections that have been accepted. */
  accepted = 0;

  private constructor(server: Server, port: number, targets: readonly string[]) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
    this.#ports = targets.map((url) => Number(new URL(url).port));
    server.on('connection', (client) => this.#forward(client));
  }

  /** @param targets URLs of the servers. */
  static async start(...targets: string[]): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return new TcpProxy(server, typeof address === 'object' ? (address?.port ?? 0) : 0, targets);
  }

  /** Forwards new connections to these servers. */
  setTargets(...targets: string[]): void {
    this.#ports = targets.map((url) => Number(new URL(url).port));
  }

  /** Resets all connections, in the middle of whatever they transfer. */
  cutAll(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Forwards nothing from the servers for a time, and then everything at once. */
  stall(milliseconds: number): void {
    for (const { client, server } of this.#pairs) {
      server.unpipe(client);
      setTimeout(() => server.pipe(client), milliseconds);
    }
  }

  /** Closes all connections on the side of the servers only: the clients do not notice. */
  halfOpenAll(): () => void {
    const clients = [...this.#pairs].map(({ client, server }) => {
      client.unpipe(server);
      server.unpipe(client);
      server.removeAllListeners('close');
      server.destroy();
      return client;
    });
    return () => {
      for (const client of clients) client.resetAndDestroy();
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #forward(client: Socket): void {
    this.accepted++;
    const port = this.#ports[this.#next++ % this.#ports.length] ?? 0;
    const server = connect(port, '127.0.0.1');
    const pair = { client, server };
    this.#pairs.add(pair);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('error', () => {});
      from.on('close', () => {
        this.#pairs.delete(pair);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}
