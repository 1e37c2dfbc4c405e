/** What the harness and its helper processes (load, bare server, pool server) say to each other over IPC. */

import type { Endpoint, ScenarioName } from './scenarios/scenarios.ts';
import type { Arrivals, OpenLoopReport, WebhookOrder } from './webhooks/webhook-messages.ts';

/** Where the load process takes the sids of a target from. */
export type SidSource =
  | { readonly from: 'fill' }
  | { readonly from: 'target'; readonly name: string }
  | { readonly from: 'list'; readonly sids: readonly string[] }
  | { readonly from: 'seed'; readonly count: number };

/** Tells the load process about a server it will be asked to drive. */
export interface TargetOrder {
  readonly kind: 'target';
  readonly name: string;
  readonly port: number;
  readonly authorization: string;
  readonly serviceSid: string;
  readonly sids: SidSource;
  /** Whether its requests ask for webhooks, by their header. */
  readonly webhooks: boolean;
}

/** A request, without what all requests to a server have in common. */
export interface RequestSpec {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** A form body that is already encoded. */
  readonly form?: string;
}

/** What is asked for: as a scenario says, or some paths in any order. */
export type Load = { readonly scenario: ScenarioName } | { readonly paths: readonly string[] };

/** What there has to be before anything is measured. */
export type Filling = 'conversations' | 'members' | 'messages';

/** Creates `rows` conversations and remembers their sids, or what the scenarios need in them. */
export interface FillOrder {
  readonly kind: 'fill';
  readonly target: string;
  readonly filling: Filling;
  /** Conversations only: of the others there are as many as the conversations call for. */
  readonly rows: number;
  readonly connections: number;
}

/** Asks for one request of a scenario, for the harness to send. */
interface ExampleOrder {
  readonly kind: 'example';
  readonly target: string;
  readonly scenario: ScenarioName;
}

/** Opens the connections of the next slice, so that connecting is no part of what is measured. */
interface OpenOrder {
  readonly kind: 'open';
  readonly target: string;
  readonly load: Load;
  readonly connections: number;
}

/** Runs the slice that was opened, until the seconds are over or the requests are used up. */
interface RunOrder {
  readonly kind: 'run';
  readonly seconds: number;
  readonly maxRequests: number | null;
}

/** A reply the bare server gives from memory from now on. */
export interface CannedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Tells the bare server what to reply for one method and path. */
export interface ReplyOrder {
  readonly kind: 'reply';
  readonly endpoint: Endpoint;
  readonly reply: CannedReply;
}

export type LoadOrder = TargetOrder | FillOrder | ExampleOrder | OpenOrder | RunOrder | WebhookOrder;
export type HelperOrder = LoadOrder | ReplyOrder;

/** The first reply of a slice that had another status than expected. */
export interface UnexpectedReply {
  readonly status: number;
  readonly body: string;
}

/** What the load process saw during one slice. */
export interface SampleReport {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** CPU time of the load process as a share of one core; near 1 the generator is the limit. */
  readonly generatorCpuShare: number;
  readonly unexpectedCount: number;
  readonly firstUnexpected: UnexpectedReply | null;
}

export type HelperReply =
  | { readonly kind: 'ready'; readonly port: number | null }
  | { readonly kind: 'done' }
  | { readonly kind: 'progress'; readonly requests: number }
  | { readonly kind: 'sample'; readonly report: SampleReport }
  | { readonly kind: 'example'; readonly requestSpec: RequestSpec }
  | { readonly kind: 'arrivals'; readonly arrivals: Arrivals }
  | { readonly kind: 'open-loop'; readonly report: OpenLoopReport }
  | { readonly kind: 'failed'; readonly message: string };

/** Checks the outline of a message; both ends are files of this folder, so the fields are trusted. */
export function isHelperReply(message: unknown): message is HelperReply {
  return hasKind(message, [
    'ready',
    'done',
    'progress',
    'sample',
    'example',
    'arrivals',
    'open-loop',
    'failed',
  ]);
}

/** Checks the outline of an order to the load process. */
export function isLoadOrder(message: unknown): message is LoadOrder {
  return hasKind(message, [
    'target',
    'fill',
    'example',
    'open',
    'run',
    'receiver',
    'pause',
    'arrivals',
    'open-loop',
  ]);
}

/** Checks the outline of an order to the bare server. */
export function isReplyOrder(message: unknown): message is ReplyOrder {
  return hasKind(message, ['reply']);
}

function hasKind(message: unknown, kinds: readonly string[]): boolean {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    typeof message.kind === 'string' &&
    kinds.includes(message.kind)
  );
}
