/** The results of a run with --realtime. */

import type { Percentiles } from '../webhooks/webhook-messages.ts';

export interface RealtimeResults {
  readonly fanOut: FanOutResult | null;
  readonly latency: SteadyResult | null;
  readonly processes: ProcessesResult | null;
  readonly idle: IdleResult | null;
  readonly starts: readonly ClientStartResult[];
  readonly storm: StormResult | null;
}

/** Bursts of messages to many sockets. Medians over the rounds. */
export interface FanOutResult {
  readonly connections: number;
  /** The messages of one sample of each server. */
  readonly messages: { readonly product: number; readonly naive: number };
  readonly product: FanOutSample;
  readonly naive: FanOutSample;
  /** Medians over the rounds of product divided by naive. */
  readonly timesPerSecond: number;
  readonly timesPerCpuSecond: number | null;
  readonly goalTimes: number;
  readonly samples: readonly { readonly product: FanOutSample; readonly naive: FanOutSample }[];
}

export interface FanOutSample {
  readonly sockets: number;
  /** A delivery is one message at one socket. */
  readonly deliveriesPerSecond: number;
  readonly deliveriesPerCpuSecond: number | null;
  readonly generatorCpuShare: number;
}

/** Messages at a steady rate to many sockets. */
export interface SteadyResult {
  readonly sockets: number;
  readonly rate: number;
  readonly messages: number;
  readonly replyToSocket: Percentiles;
  readonly dueToSocket: Percentiles;
  /** CPU time of the server as a share of one core. */
  readonly serverCpuShare: number | null;
  readonly generatorCpuShare: number;
  readonly goalP99Milliseconds: number;
}

/** Two processes on one database: messages are created, and users type, at one of them. */
export interface ProcessesResult {
  readonly sockets: number;
  /** Messages per second, and users who begin to type per second. */
  readonly rate: number;
  readonly count: number;
  /** For sockets at the same process. */
  readonly same: ProcessLatencies;
  readonly other: ProcessLatencies;
}

interface ProcessLatencies {
  /** From the reply to a message until a socket has it; 0 if the socket has it first. */
  readonly messages: Percentiles;
  /** From a user who reports that they type until a socket has it. */
  readonly typing: Percentiles;
}

/** Sessions whose clients have started and do nothing. */
export interface IdleResult {
  readonly conversationsPerSession: number;
  /** Memory of the server with few sessions and with many. */
  readonly few: IdleMemory;
  readonly many: IdleMemory;
  /** How much collected memory grows with each session. */
  readonly bytesPerSession: number | null;
  readonly goalBytesPerSession: number;
  /** CPU time of the server with all sessions at rest, as a share of one core. */
  readonly restCpuShare: number | null;
  /** Requests at a steady rate, without sessions and with all of them. */
  readonly withoutSessions: Percentiles;
  readonly withSessions: Percentiles;
  readonly goalTimes: number;
}

/** Memory of the server in RAM, without memory-mapped files. */
export interface IdleMemory {
  readonly sessions: number;
  readonly mebibytes: number | null;
  /** After a garbage collection that gives back all that it can. */
  readonly collectedMebibytes: number | null;
}

/** The start of the official client, unmodified. */
export interface ClientStartResult {
  readonly conversations: number;
  /** Median over the rounds. */
  readonly milliseconds: number;
  readonly samples: readonly number[];
  readonly clientCpuMilliseconds: number;
  readonly serverCpuMilliseconds: number | null;
  readonly goalMilliseconds: number;
}

/** Clients that all reconnect at the same moment after a restart. */
export interface StormResult {
  readonly clients: number;
  /** From the first to the last client that is connected and has its subscriptions. */
  readonly seconds: number;
  readonly latency: Percentiles;
  readonly goalSeconds: number;
  /** Requests meanwhile. */
  readonly requests: Percentiles;
  readonly requestsBefore: Percentiles;
}
