/** The command line. */

import { parseArgs } from 'node:util';
import { type ScenarioName, scenarioNames } from './scenarios/scenarios.ts';
import { parseSoakDuration } from './soak/soak-duration.ts';

export interface Options {
  readonly rows: number;
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly scenarios: readonly ScenarioName[];
  readonly postgres: boolean;
  readonly growth: boolean;
  readonly webhooks: boolean;
  readonly realtime: boolean;
  readonly slowSync: boolean;
  readonly search: boolean;
  readonly peers: boolean;
  /** How long mixed load lasts, in milliseconds; null without it. */
  readonly soakMs: number | null;
  /** The parts of the measurement of sockets. */
  readonly parts: readonly RealtimePart[];
  /** Messages per second in the open loop; with mixed load, requests per second. */
  readonly rate: number;
  readonly smoke: boolean;
  readonly entry: string;
  readonly jsonFile: string | null;
  readonly svgFile: string | null;
}

const realtimeParts = ['fan-out', 'latency', 'processes', 'idle', 'start', 'storm'] as const;
export type RealtimePart = (typeof realtimeParts)[number];

/** A mistake on the command line, printed without a stack trace. */
export class UsageError extends Error {}

export const help = `Compares the server with a baseline: a Fastify server that replies the same bytes from memory.

npm run bench -- [options]

  --postgres          use a PostgreSQL started for this run, and compare with a server that sends the
                      same statements, one per request, over a pool (default: SQLite, compared
                      with a server that does as little as possible)
  --rows N            conversations to fill the database with (default 100000)
  --connections N     keep-alive connections of the load generator (default 64)
  --seconds S         length of one sample of load (default 2)
  --rounds N          samples per scenario and server; medians are reported (default 5)
  --scenarios A,B     some of ${scenarioNames.join(', ')} (default: all)
  --growth            instead of the scenarios: what requests cost with 1,000 and with --rows
                      conversations (default 1000000), and with as many messages in one
  --webhooks          instead of the scenarios: latency and throughput of webhooks, what they
                      cost requests, and a backlog of --rows deliveries (default 100000)
  --realtime          instead of the scenarios: messages to many sockets of client SDKs, next to
                      a naive loop, memory of idle sessions, start-up, and reconnects
  --slow-sync         instead of the scenarios: reads beside creates, and creates, on a server whose
                      syncs to disk take 3 ms longer and on one without (needs Linux and cc)
  --search            instead of the scenarios: searches among --rows messages (default 1000000),
                      and what the index costs those who create messages
  --peers             instead of the scenarios: the same requests to Prism and json-server (installs them
                      in bench/peers), and similar ones to ejabberd where Debian's package is installed,
                      over 1 and over --connections connections (--rows 1000)
  --soak DURATION     instead of the scenarios: mixed load for a time such as 90s, 10m, 1h or PT10M;
                      is memory flat, and does nothing fail or get lost?
  --parts A,B         some of ${realtimeParts.join(', ')} (default: all)
  --rate N            messages per second while the latency of webhooks is measured (default 500),
                      or requests per second of --soak (default 200)
  --smoke             500 rows, 0.1 s, 1 round: shows that everything works, measures nothing
  --json FILE         write all figures, sample by sample
  --svg FILE          write a chart of the shares of the baseline, or of the speeds of the peers
  --entry FILE        the server's program (default packages/server/src/cli/main.js)
  --help              this text

Databases are created below the system's temporary folder (TMPDIR chooses another one).
Exit code: 0 when everything was measured, goals met or not; 1 on any error, also during --soak.`;

/** Parses the command line; returns null when it asks for the help text. */
export function parseOptions(commandLine: readonly string[]): Options | null {
  const values = parseCommandLine(commandLine);
  if (values.help === true) return null;
  const smoke = values.smoke === true;
  const growth = values.growth === true;
  const webhooks = values.webhooks === true;
  const realtime = values.realtime === true;
  const slowSync = values['slow-sync'] === true;
  const search = values.search === true;
  const peers = values.peers === true;
  const soakMs = values.soak === undefined ? null : soakLength(values.soak);
  const runs = [growth, webhooks, realtime, slowSync, search, peers, soakMs !== null].filter(Boolean).length;
  if (runs > 1)
    throw new UsageError(
      '--growth, --webhooks, --realtime, --slow-sync, --search, --peers and --soak are separate runs; choose one',
    );
  if (slowSync && values.postgres === true)
    throw new UsageError('--slow-sync slows down the syncs of SQLite; leave --postgres out');
  if (runs > 0 && !peers && values.svg !== undefined)
    throw new UsageError(
      '--svg draws only the scenarios and --peers, not --growth, --webhooks, --realtime, --slow-sync, --search or --soak',
    );
  const [fullRows, smokeRows] = growth || search ? [1_000_000, 2000] : peers ? [1000, 500] : [100_000, 500];
  return {
    rows: wholeNumber('rows', values.rows, smoke ? smokeRows : fullRows),
    connections: wholeNumber('connections', values.connections, 64),
    seconds: positive('seconds', values.seconds, smoke ? 0.1 : 2),
    rounds: wholeNumber('rounds', values.rounds, smoke ? 1 : 5),
    scenarios: chosen('scenarios', values.scenarios, scenarioNames),
    postgres: values.postgres === true,
    growth,
    webhooks,
    realtime,
    slowSync,
    search,
    peers,
    soakMs,
    parts: chosen('parts', values.parts, realtimeParts),
    rate: wholeNumber('rate', values.rate, soakMs === null ? 500 : 200),
    smoke,
    entry: values.entry ?? 'packages/server/src/cli/main.js',
    jsonFile: values.json ?? null,
    svgFile: values.svg ?? null,
  };
}

interface CommandLineValues {
  readonly [name: string]: string | boolean | undefined;
  readonly rows?: string;
  readonly connections?: string;
  readonly seconds?: string;
  readonly rounds?: string;
  readonly scenarios?: string;
  readonly parts?: string;
  readonly rate?: string;
  readonly soak?: string;
  readonly entry?: string;
  readonly json?: string;
  readonly svg?: string;
}

function parseCommandLine(commandLine: readonly string[]): CommandLineValues {
  try {
    return parseArgs({
      args: [...commandLine],
      options: {
        rows: { type: 'string' },
        connections: { type: 'string' },
        seconds: { type: 'string' },
        rounds: { type: 'string' },
        scenarios: { type: 'string' },
        parts: { type: 'string' },
        rate: { type: 'string' },
        soak: { type: 'string' },
        entry: { type: 'string' },
        json: { type: 'string' },
        svg: { type: 'string' },
        postgres: { type: 'boolean' },
        growth: { type: 'boolean' },
        webhooks: { type: 'boolean' },
        realtime: { type: 'boolean' },
        'slow-sync': { type: 'boolean' },
        search: { type: 'boolean' },
        peers: { type: 'boolean' },
        smoke: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (problem) {
    throw new UsageError(problem instanceof Error ? problem.message : String(problem));
  }
}

function positive(name: string, value: string | undefined, defaultValue: number): number {
  const number = value === undefined ? defaultValue : Number(value);
  if (!Number.isFinite(number) || number <= 0) throw new UsageError(`--${name} must be a number above 0`);
  return number;
}

function wholeNumber(name: string, value: string | undefined, defaultValue: number): number {
  const number = positive(name, value, defaultValue);
  if (!Number.isInteger(number)) throw new UsageError(`--${name} must be a whole number`);
  return number;
}

function soakLength(value: string): number {
  const milliseconds = parseSoakDuration(value);
  if (milliseconds === undefined)
    throw new UsageError('--soak must be a duration such as 90s, 1h or PT10M, up to 23 hours');
  return milliseconds;
}

/** The names in a list that is separated by commas; all names without one. */
function chosen<Name extends string>(
  option: string,
  value: string | undefined,
  all: readonly Name[],
): readonly Name[] {
  if (value === undefined) return all;
  return value.split(',').map((given) => {
    const name = all.find((each) => each === given);
    if (name === undefined)
      throw new UsageError(`--${option}: "${given}" is not one of them; choose from ${all.join(', ')}`);
    return name;
  });
}
