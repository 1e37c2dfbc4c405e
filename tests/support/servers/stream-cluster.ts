import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { type EventRecord, readContents } from '../engines/database-contents.ts';
import { canShare, createDatabase, type Engine } from '../engines/databases.ts';
import { basicAuthorization, createCaller, type HttpCaller } from '../http/caller.ts';
import { type EventStream, listen } from '../http/event-stream.ts';

const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };
export const other = { sid: `AC${'2'.repeat(32)}`, token: 'other' };
const settings = {
  COLLOQUY_ACCOUNT_SID: account.sid,
  COLLOQUY_AUTH_TOKEN: account.token,
  COLLOQUY_ACCOUNTS: `${other.sid}:${other.token}`,
};
const authorization = basicAuthorization(account.sid, account.token);

/** A server with the way to call it and to listen to it. */
export interface StreamServer extends AsyncDisposable {
  readonly colloquy: Colloquy;
  readonly call: HttpCaller;
  /** @param query with its question mark, or empty. */
  open(query: string, headers?: Readonly<Record<string, string>>): Promise<EventStream>;
}

/** A database with its servers: one on SQLite, whose file has one owner, two on PostgreSQL. */
export interface StreamCluster extends AsyncDisposable {
  readonly servers: readonly [StreamServer, ...StreamServer[]];
  /** The log as it is in the database. */
  log(): Promise<readonly EventRecord[]>;
}

export async function startStreamCluster(engine: Engine): Promise<StreamCluster> {
  const { url } = await createDatabase(engine);
  const first = await startServer(url);
  const servers = [first, ...(canShare(engine) ? [await startServer(url)] : [])] as const;
  return {
    servers,
    log: async () => (await readContents(url)).events,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.map(({ colloquy }) => colloquy.stop()));
    },
  };
}

async function startServer(databaseUrl: string): Promise<StreamServer> {
  const colloquy = await startColloquy({ databaseUrl, settings });
  return {
    colloquy,
    call: createCaller(colloquy.baseUrl, account.sid, account.token),
    open: (query, headers = {}) =>
      listen(`${colloquy.baseUrl}/colloquy/v1/events${query}`, { authorization, ...headers }),
    [Symbol.asyncDispose]: () => colloquy.stop(),
  };
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
