import type { EngineName } from '../database-url.ts';

/** What engines can differ in, and what follows from each capability. */
export const capabilities = {
  exclusive: 'One process owns the database and can keep what it has read until it changes it itself.',
  rowLocks: 'Transactions run side by side and lock the rows that they change.',
  groupCommit: 'Writes that arrive in one tick of the event loop share a transaction and its sync to disk.',
  statementBatching: 'Equal statements of one tick are sent as one.',
  backgroundConnections: 'Work that no request waits for has connections of its own.',
  plannerStatistics: 'The planner knows the sizes of tables; otherwise a list names the index that it reads.',
  positionRow: 'The last position of the event log is a row, which a commit locks while it appends.',
  checkpointThread: 'A thread of the server moves commits from the write-ahead log into the database file.',
} as const;

export type CapabilityName = keyof typeof capabilities;

interface Capability {
  readonly supported: boolean;
  /** Why the engine has the capability or does without it. */
  readonly reason: string;
}

interface EngineRecord {
  /** The product's name. */
  readonly title: string;
  readonly capabilities: Readonly<Record<CapabilityName, Capability>>;
}

const yes = (reason: string): Capability => ({ supported: true, reason });
const no = (reason: string): Capability => ({ supported: false, reason });

/** One record per engine. The documentation and the test matrix come from these. */
export const engineRecords: Readonly<Record<EngineName, EngineRecord>> = {
  sqlite: {
    title: 'SQLite',
    capabilities: {
      exclusive: yes(
        'A second process on the file could change rows that the first has cached. A lock keeps it out.',
      ),
      rowLocks: no('There is one write transaction at a time, which excludes all others from every row.'),
      groupCommit: yes('One sync per write would limit the server to the syncs per second of the disk.'),
      statementBatching: no('A statement is a function call: there is no round trip to save.'),
      backgroundConnections: no(
        'There is one writer, and a further commit costs requests more than a further write in theirs.',
      ),
      plannerStatistics: no(
        'Statistics are not kept up to date while a database grows, so the planner would guess.',
      ),
      positionRow: no('The log has one writer: a position is the row number, one more than the last.'),
      checkpointThread: yes(
        'A checkpoint on the serving thread would stop all requests for tens of milliseconds.',
      ),
    },
  },
  postgres: {
    title: 'PostgreSQL',
    capabilities: {
      exclusive: no('Any number of processes share a database.'),
      rowLocks: yes('Only transactions that change the same rows wait for each other.'),
      groupCommit: yes(
        'Writes of one tick share round trips; a write that needs a row of another one queues for it.',
      ),
      statementBatching: yes('The round trips of a request cost more than its rows.'),
      backgroundConnections: yes('A request would wait for the group that it shares with background work.'),
      plannerStatistics: yes('Autovacuum keeps them.'),
      positionRow: yes(
        'Several writers commit in any order. The lock makes position order the order of the commits.',
      ),
      checkpointThread: no('The database server does this itself.'),
    },
  },
};

/** Whether an engine has a capability. */
export const supports = (engine: EngineName, capability: CapabilityName): boolean =>
  engineRecords[engine].capabilities[capability].supported;
