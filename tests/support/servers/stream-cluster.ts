import type { Colloquy } from '@colloquy/testkit';
import { account } from '../accounts.ts';
import { type EventRecord, readContents } from '../engines/database-contents.ts';
import { createDatabase, type Engine } from '../engines/databases.ts';
import { basicAuthorization, createCaller, type HttpCaller } from '../http/caller.ts';
import { type EventStream, openEventStream } from '../http/event-stream.ts';
import { startServers } from './start-servers.ts';

const authorization = basicAuthorization(account.sid, account.token);

/** A server with functions that send it requests and open its event stream. */
export interface StreamServer extends AsyncDisposable {
  readonly colloquy: Colloquy;
  readonly call: HttpCaller;
  /** @param query includes its question mark, or is empty. */
  open(query: string, headers?: Readonly<Record<string, string>>): Promise<EventStream>;
}

/** The servers on one database: two, or one where the engine does not let processes share a database. */
export interface StreamCluster extends AsyncDisposable {
  readonly servers: readonly [StreamServer, ...StreamServer[]];
  /** Reads the event log from the database. */
  log(): Promise<readonly EventRecord[]>;
}

export async function startStreamCluster(engine: Engine): Promise<StreamCluster> {
  const { url } = await createDatabase(engine);
  const [first, ...others] = await startServers(engine, url);
  return {
    servers: [toStreamServer(first), ...others.map(toStreamServer)],
    log: async () => (await readContents(url)).events,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([first, ...others].map((colloquy) => colloquy.stop()));
    },
  };
}

const toStreamServer = (colloquy: Colloquy): StreamServer => ({
  colloquy,
  call: createCaller(colloquy.baseUrl, account.sid, account.token),
  open: (query, headers = {}) =>
    openEventStream(`${colloquy.baseUrl}/colloquy/v1/events${query}`, { authorization, ...headers }),
  [Symbol.asyncDispose]: () => colloquy.stop(),
});
