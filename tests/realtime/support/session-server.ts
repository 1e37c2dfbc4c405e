import type { Colloquy } from '@colloquy/testkit';
import { account } from '../../support/accounts.ts';
import { createDatabase, type Engine } from '../../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../../support/http/caller.ts';
import { SessionClient } from '../../support/realtime/session-client.ts';
import { createChatService } from '../../support/servers/chat-service.ts';
import { startServer } from '../../support/servers/start-servers.ts';

/** A server with one service, and sockets that are closed with it. */
export class SessionServer implements AsyncDisposable {
  readonly server: Colloquy;
  readonly call: HttpCaller;
  readonly service: string;
  readonly #disposables: AsyncDisposableStack;

  private constructor(server: Colloquy, service: string, disposables: AsyncDisposableStack) {
    this.server = server;
    this.service = service;
    this.call = createCaller(server.baseUrl, account.sid, account.token);
    this.#disposables = disposables;
  }

  /** Starts it with an empty database. */
  static async start(
    engine: Engine,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<SessionServer> {
    const disposables = new AsyncDisposableStack();
    const server = disposables.use(await startServer((await createDatabase(engine)).url, settings));
    return new SessionServer(server, await createChatService(server), disposables);
  }

  /** Opens a socket, without a session. */
  connect(): SessionClient {
    return this.#disposables.use(new SessionClient(this.server.listeningUrl));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#disposables.disposeAsync();
  }
}
