/**
 * The code that an engine runs on: a file through `node:sqlite`, or a server that speaks the protocol of PostgreSQL.
 */
export type Implementation = 'sqlite' | 'postgres';

/** What engines can differ in, and what the storage does with each capability, and without it. */
export const capabilities = {
  exclusive: 'One process owns the database and can keep what it has read until it changes it itself.',
  backgroundConnections:
    'Work that no request waits for has connections of its own; otherwise it shares those of requests.',
  statementBatching: 'Equal statements of one tick are sent as one; otherwise one after the other.',
  preparedStatements:
    'A connection keeps its statements prepared between transactions; otherwise each is sent with its text.',
  sessionTimeouts:
    'The server ends statements, waits for locks and idle transactions that take too long; otherwise only the client gives up.',
  sessions:
    'A connection stays in one session, which keeps its settings; otherwise they are part of each transaction, and reads have none.',
  signals:
    'Processes notify each other of commits and of typing users; otherwise they find commits by polling, and see only the typing users of their own process.',
} as const;

export type CapabilityName = keyof typeof capabilities;

interface Capability {
  readonly supported: boolean;
  /** Why the engine has the capability or does without it. */
  readonly reason: string;
}

/** All that the code, the documents and the tests know about an engine. */
export interface EngineRecord {
  /** The product's name. */
  readonly title: string;
  readonly implementation: Implementation;
  /** The schemes of the URLs that name its databases; messages use the first. */
  readonly urlSchemes: readonly [string, ...string[]];
  /**
   * The engine that it is another way to. It has tests of its own; those of every engine run on it when a server for them
   * is given.
   */
  readonly variantOf?: string;
  readonly capabilities: Readonly<Record<CapabilityName, Capability>>;
}

const yes = (reason: string): Capability => ({ supported: true, reason });
const no = (reason: string): Capability => ({ supported: false, reason });

/** An engine that speaks PostgreSQL repeats these, except for what it lacks. */
const postgresCapabilities: EngineRecord['capabilities'] = {
  exclusive: no('Any number of processes share a database.'),
  backgroundConnections: yes('A request would wait for the group that it shares with background work.'),
  statementBatching: yes('The round trips of a request cost more than its rows.'),
  preparedStatements: yes('Parsing and planning a statement costs more than most of them take to run.'),
  sessionTimeouts: yes('A process that hangs would keep its row locks, and others would wait for them.'),
  sessions: yes('A server that connects directly has a session per connection.'),
  signals: yes('A client of another process would wait for the next poll, a quarter of a second.'),
};

/** One record per engine. Nothing else names an engine. */
const records = {
  sqlite: {
    title: 'SQLite',
    implementation: 'sqlite',
    urlSchemes: ['sqlite'],
    capabilities: {
      exclusive: yes(
        'A second process on the file could change rows that the first has cached. A lock keeps it out.',
      ),
      backgroundConnections: no(
        'There is one writer, and a further commit costs requests more than a further write in theirs.',
      ),
      statementBatching: no('A statement is a function call: there is no round trip to save.'),
      preparedStatements: yes('The one connection prepares each statement at its first use.'),
      sessionTimeouts: no('Statements run on the serving thread, so there is no server that could end them.'),
      sessions: yes('A connection is the session.'),
      signals: no('There is no other process.'),
    },
  },
  postgres: {
    title: 'PostgreSQL',
    implementation: 'postgres',
    urlSchemes: ['postgres', 'postgresql'],
    capabilities: postgresCapabilities,
  },
  pgbouncer: {
    title: 'PostgreSQL through PgBouncer',
    implementation: 'postgres',
    urlSchemes: ['pgbouncer'],
    variantOf: 'postgres',
    capabilities: {
      ...postgresCapabilities,
      preparedStatements: no(
        'Each transaction may get another session, in which a name may be unknown or mean another statement.',
      ),
      sessions: no('In transaction mode, clients take turns on a session, so settings would reach others.'),
      signals: no(
        'A session that listens for one client would go to others. `COLLOQUY_DATABASE_DIRECT_URL` supplies them.',
      ),
    },
  },
} satisfies Readonly<Record<string, EngineRecord>>;

export type EngineName = keyof typeof records;

export const engineRecords: Readonly<Record<EngineName, EngineRecord>> = records;
