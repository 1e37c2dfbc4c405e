import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { basic, type Call, caller } from '../../process/support/api.ts';
import { contentsOf, type EventRecord } from '../../process/support/contents.ts';
import { createDatabase, type Engine } from '../../support/engines.ts';
import { type Listening, listen } from './listen.ts';

const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };
export const other = { sid: `AC${'2'.repeat(32)}`, token: 'other' };
const settings = {
  COLLOQUY_ACCOUNT_SID: account.sid,
  COLLOQUY_AUTH_TOKEN: account.token,
  COLLOQUY_ACCOUNTS: `${other.sid}:${other.token}`,
};
const authorization = basic(account.sid, account.token);

/** A server with the way to call it and to listen to it. */
export interface Server extends AsyncDisposable {
  readonly colloquy: Colloquy;
  readonly call: Call;
  /** @param query with its question mark, or empty. */
  open(query: string, headers?: Readonly<Record<string, string>>): Promise<Listening>;
}

/** A database with its servers: one on SQLite, whose file has one owner, two on PostgreSQL. */
export interface Place extends AsyncDisposable {
  readonly servers: readonly [Server, ...Server[]];
  /** The log as it is in the database. */
  log(): Promise<readonly EventRecord[]>;
}

export async function startPlace(engine: Engine): Promise<Place> {
  const { url } = await createDatabase(engine);
  const first = await startServer(url);
  const servers = [first, ...(engine === 'postgres' ? [await startServer(url)] : [])] as const;
  return {
    servers,
    log: async () => (await contentsOf(url)).events,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.map(({ colloquy }) => colloquy.stop()));
    },
  };
}

async function startServer(databaseUrl: string): Promise<Server> {
  const colloquy = await startColloquy({ databaseUrl, settings });
  return {
    colloquy,
    call: caller(colloquy.baseUrl, account.sid, account.token),
    open: (query, headers = {}) =>
      listen(`${colloquy.baseUrl}/colloquy/v1/events${query}`, { authorization, ...headers }),
    [Symbol.asyncDispose]: () => colloquy.stop(),
  };
}

export const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
