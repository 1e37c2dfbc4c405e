import { startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, expect } from 'vitest';
import { account } from '../accounts.ts';
import { queryRows } from '../engines/database-contents.ts';
import { createDatabase } from '../engines/databases.ts';
import { createCaller, type HttpCaller, type ReplyBody } from '../http/caller.ts';
import { type ServerProcess, startServerProcess } from '../processes/colloquy-command.ts';
import { range } from '../range.ts';

/** The body of a reply, with the properties of all objects that these tests read. */
interface ApiObject extends ReplyBody {
  readonly index: number;
  readonly identity: string | null;
  readonly role_sid: string | null;
  readonly conversation_sid: string;
  readonly participants: readonly ApiObject[];
  readonly messages: readonly ApiObject[];
  readonly users: readonly ApiObject[];
}

export interface ClusterReply {
  readonly status: number;
  readonly body: ApiObject;
}

export type ClusterCaller = (
  method: string,
  path: string,
  form?: Readonly<Record<string, string>>,
) => Promise<ClusterReply>;

/** The servers on one database, and two callers, one for each server if there are two. */
interface Cluster {
  /** URL of the database. */
  readonly url: string;
  readonly calls: readonly [ClusterCaller, ClusterCaller];
  /** Stops the servers, and returns the errors that they have logged. */
  stop(): Promise<string>;
}

/** The set-ups in which requests compete: between two processes, and within one process. */
export const clusterNames = ['two processes on PostgreSQL', 'one process on SQLite'] as const;

type Settings = Readonly<Record<string, string>>;

const startCluster = (name: (typeof clusterNames)[number], settings: Settings): Promise<Cluster> =>
  name === 'one process on SQLite' ? startSingleProcess(settings) : startTwoProcesses(settings);

// Which properties a body has depends on the request.
const toClusterCaller = (call: HttpCaller): ClusterCaller => call as unknown as ClusterCaller;

async function startTwoProcesses(settings: Settings): Promise<Cluster> {
  const { url } = await createDatabase('postgres');
  const environment = {
    COLLOQUY_ACCOUNT_SID: account.sid,
    COLLOQUY_AUTH_TOKEN: account.token,
    COLLOQUY_DATABASE_URL: url,
    COLLOQUY_LOG_LEVEL: 'error',
    ...settings,
  };
  const servers = await Promise.all([startServerProcess(environment), startServerProcess(environment)]);
  const to = ({ baseUrl }: ServerProcess) =>
    toClusterCaller(createCaller(baseUrl, account.sid, account.token));
  return {
    url,
    calls: [to(servers[0]), to(servers[1])],
    stop: async () => {
      const ended = await Promise.all(servers.map((server) => server.kill('SIGTERM')));
      return ended.map(({ code, stdout, stderr }) => collectErrors(code, stdout + stderr)).join('');
    },
  };
}

/** Returns the errors that a process has logged. */
const collectErrors = (code: number | null, output: string): string =>
  (code === 0 ? '' : `exited with ${code}\n`) +
  output
    .split('\n')
    .filter((line) => line.includes('"level":50') || line.includes('failed'))
    .join('\n');

async function startSingleProcess(settings: Settings): Promise<Cluster> {
  const { url } = await createDatabase('sqlite');
  const server = await startColloquy({ databaseUrl: url, settings });
  const send = toClusterCaller(createCaller(server.baseUrl, server.accountSid, server.authToken));
  return {
    url,
    calls: [send, send],
    stop: async () => {
      await server.stop();
      return '';
    },
  };
}

/** Counts the statuses of replies, with the error code of each failure. */
export function countStatuses(replies: readonly ClusterReply[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const name = status < 300 ? `${status}` : `${status}/${body.code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Expects that replies have only the named statuses, such as `201` and `409/50433`. */
export function expectStatuses(replies: readonly ClusterReply[], names: readonly string[]): void {
  const others = Object.keys(countStatuses(replies)).filter((name) => !names.includes(name));
  if (others.length > 0) throw new Error(`Unexpected replies: ${JSON.stringify(countStatuses(replies))}.`);
}

/** Starts a cluster for the surrounding `describe`, and returns helpers for its tests. */
export function useCluster(name: (typeof clusterNames)[number], settings: Settings) {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(name, settings);
  });
  afterAll(async () => expect(await cluster.stop()).toBe(''));

  /** Sends a request for each item at the same time, alternating between the two callers. */
  const all = <Item>(
    items: readonly Item[],
    send: (call: ClusterCaller, item: Item, n: number) => Promise<ClusterReply>,
  ) => Promise.all(items.map((item, n) => send(cluster.calls[n % 2 === 0 ? 0 : 1], item, n)));

  /** Creates conversations and returns their paths. */
  async function conversations(count: number, root = '/v1'): Promise<string[]> {
    const created = await all(range(count), (call) => call('POST', `${root}/Conversations`));
    expectStatuses(created, ['201']);
    return created.map(({ body }) => `${root}/Conversations/${body.sid}`);
  }

  return {
    get calls() {
      return cluster.calls;
    },
    /** Runs a query in the database, without the servers. */
    rows: (sql: string) => queryRows(cluster.url, sql),
    all,
    conversations,
    conversation: async (root = '/v1') => (await conversations(1, root))[0] ?? '',
    /** Creates a service and returns its path. */
    service: async () => {
      const { body } = await cluster.calls[0]('POST', '/v1/Services', { FriendlyName: 'short' });
      return `/v1/Services/${body.sid}`;
    },
  };
}

let phone = 1_000_000;

/** Returns a telephone number that no other participant of the file has. */
export const uniquePhoneNumber = (): string => `+1555${phone++}`;

/** Returns the parameters of an SMS binding with new addresses. */
export const smsBinding = () => ({
  'MessagingBinding.Address': uniquePhoneNumber(),
  'MessagingBinding.ProxyAddress': uniquePhoneNumber(),
});

/** Limits low enough for a test to reach. */
export const lowLimits = {
  COLLOQUY_MAX_PARTICIPANTS: '12',
  COLLOQUY_MAX_NON_CHAT_PARTICIPANTS: '5',
  COLLOQUY_MAX_CONVERSATIONS_PER_IDENTITY: '4',
};

export const sidFromPath = (path: string): string => path.slice(-34);
