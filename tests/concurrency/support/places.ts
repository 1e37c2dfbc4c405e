import { startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Body, type Call, caller } from '../../process/support/api.ts';
import { type ServerProcess, startServerProcess } from '../../process/support/command.ts';
import { rowsOf } from '../../process/support/contents.ts';
import { createDatabase } from '../../support/engines.ts';

const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };

/** A reply's body as these tests read it: objects of every kind. */
export interface Found extends Body {
  readonly index: number;
  readonly identity: string | null;
  readonly role_sid: string | null;
  readonly conversation_sid: string;
  readonly participants: readonly Found[];
  readonly messages: readonly Found[];
  readonly users: readonly Found[];
}

export interface Answer {
  readonly status: number;
  readonly body: Found;
}

export type Ask = (method: string, path: string, form?: Readonly<Record<string, string>>) => Promise<Answer>;

/** Servers on one database, and two ways to it. */
interface Place {
  /** Of the database. */
  readonly url: string;
  readonly calls: readonly [Ask, Ask];
  /** Ends the servers; answers what they complained of. */
  stop(): Promise<string>;
}

/** The places in which requests can meet: with another process's, and with each other in one process. */
export const places = ['two processes on PostgreSQL', 'one process on SQLite'] as const;

type Settings = Readonly<Record<string, string>>;

const startPlace = (name: (typeof places)[number], settings: Settings): Promise<Place> =>
  name === 'one process on SQLite' ? startOne(settings) : startTwo(settings);

// What a test takes a body for depends on what it has asked for.
const asking = (call: Call): Ask => call as unknown as Ask;

async function startTwo(settings: Settings): Promise<Place> {
  const { url } = await createDatabase('postgres');
  const environment = {
    COLLOQUY_ACCOUNT_SID: account.sid,
    COLLOQUY_AUTH_TOKEN: account.token,
    COLLOQUY_DATABASE_URL: url,
    COLLOQUY_LOG_LEVEL: 'error',
    ...settings,
  };
  const servers = await Promise.all([startServerProcess(environment), startServerProcess(environment)]);
  const to = ({ baseUrl }: ServerProcess) => asking(caller(baseUrl, account.sid, account.token));
  return {
    url,
    calls: [to(servers[0]), to(servers[1])],
    stop: async () => {
      const ended = await Promise.all(servers.map((server) => server.kill('SIGTERM')));
      return ended.map(({ code, stdout, stderr }) => complaints(code, stdout + stderr)).join('');
    },
  };
}

/** What the process has logged of errors; it says where it listens besides. */
const complaints = (code: number | null, output: string): string =>
  (code === 0 ? '' : `ended with ${code}\n`) +
  output
    .split('\n')
    .filter((line) => line.includes('"level":50') || line.includes('failed'))
    .join('\n');

async function startOne(settings: Settings): Promise<Place> {
  const { url } = await createDatabase('sqlite');
  const server = await startColloquy({ databaseUrl: url, settings });
  const ask = asking(caller(server.baseUrl, server.accountSid, server.authToken));
  return {
    url,
    calls: [ask, ask],
    stop: async () => {
      await server.stop();
      return '';
    },
  };
}

export const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** How often each status, and each code of an error, was answered. */
export function tally(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const name = status < 300 ? `${status}` : `${status}/${body.code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Expects of answers that none is another than the named ones, such as `201` and `409/50433`. */
export function onlyAmong(answers: readonly Answer[], names: readonly string[]): void {
  const others = Object.keys(tally(answers)).filter((name) => !names.includes(name));
  if (others.length > 0) throw new Error(`Answered ${JSON.stringify(tally(answers))}.`);
}

/** A place for the `describe` that this is called in, and what its tests begin with. */
export function usePlace(name: (typeof places)[number], settings: Settings) {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace(name, settings);
  });
  afterAll(async () => expect(await place.stop()).toBe(''));

  /** Asks for each item at once, in turns by the two ways. */
  const all = <Item>(items: readonly Item[], ask: (call: Ask, item: Item, n: number) => Promise<Answer>) =>
    Promise.all(items.map((item, n) => ask(place.calls[n % 2 === 0 ? 0 : 1], item, n)));

  /** Paths of new conversations. */
  async function conversations(count: number, root = '/v1'): Promise<string[]> {
    const made = await all(numbers(count), (call) => call('POST', `${root}/Conversations`));
    onlyAmong(made, ['201']);
    return made.map(({ body }) => `${root}/Conversations/${body.sid}`);
  }

  return {
    get calls() {
      return place.calls;
    },
    /** The rows that a query finds in the database, past the servers. */
    rows: (sql: string) => rowsOf(place.url, sql),
    all,
    conversations,
    conversation: async (root = '/v1') => (await conversations(1, root))[0] ?? '',
    /** Path of a new service. */
    service: async () => {
      const { body } = await place.calls[0]('POST', '/v1/Services', { FriendlyName: 'short' });
      return `/v1/Services/${body.sid}`;
    },
  };
}

let phone = 1_000_000;

/** A telephone number that no other participant of the file has. */
export const freshNumber = (): string => `+1555${phone++}`;

/** Addresses of a participant by SMS. */
export const pair = () => ({
  'MessagingBinding.Address': freshNumber(),
  'MessagingBinding.ProxyAddress': freshNumber(),
});

/** Limits that a test comes to. */
export const lowLimits = {
  COLLOQUY_MAX_PARTICIPANTS: '12',
  COLLOQUY_MAX_NON_CHAT_PARTICIPANTS: '5',
  COLLOQUY_MAX_CONVERSATIONS_PER_IDENTITY: '4',
};

export const sidIn = (path: string): string => path.slice(-34);
