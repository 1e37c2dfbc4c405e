/** The messages between the harness and its helper processes (load, and the servers that are compared) over IPC. */

import type { ClientOrder, ClientStart, SocketOrder, SocketReport } from './realtime/realtime-messages.ts';
import type { Endpoint, ScenarioName } from './scenarios/scenarios.ts';
import type { Arrivals, OpenLoopReport, WebhookOrder } from './webhooks/webhook-messages.ts';

/** The source of a target's SIDs in the load process. */
export type SidSource =
  | { readonly from: 'fill' }
  | { readonly from: 'target'; readonly name: string }
  | { readonly from: 'list'; readonly sids: readonly string[] }
  | { readonly from: 'seed'; readonly count: number };

/** The API that the requests of a server are for: the product's, or that of a peer. */
export type Dialect = 'conversations' | 'ejabberd';

/** Registers a server that the load process will send requests to. */
export interface TargetOrder {
  readonly kind: 'target';
  readonly name: string;
  readonly port: number;
  readonly dialect: Dialect;
  /** Null for a server without credentials. */
  readonly authorization: string | null;
  readonly serviceSid: string;
  readonly sids: SidSource;
  /** Whether its requests have the header that enables webhooks. */
  readonly webhooks: boolean;
}

/** A request, without the parts that all requests to a server share. */
export interface RequestSpec {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** A form body that is already encoded. */
  readonly form?: string;
  /** A JSON body, ASCII; a request has one of the two bodies or none. */
  readonly json?: string;
}

/** The requests of a load: those of a scenario, or some paths in random order. */
export type Load = { readonly scenario: ScenarioName } | { readonly paths: readonly string[] };

/** The rows that must exist before anything is measured. */
export type Filling = 'conversations' | 'members' | 'messages';

/** Creates `rows` conversations and keeps their SIDs, or creates what the scenarios need in them. */
export interface FillOrder {
  readonly kind: 'fill';
  readonly target: string;
  readonly filling: Filling;
  /** Only for conversations: the number of the others follows from it. */
  readonly rows: number;
  readonly connections: number;
}

/** Requests one example of a scenario's request, which the harness sends. */
interface ExampleOrder {
  readonly kind: 'example';
  readonly target: string;
  readonly scenario: ScenarioName;
}

/** Opens the connections of the next sample, so that connecting is not measured. */
interface OpenOrder {
  readonly kind: 'open';
  readonly target: string;
  readonly load: Load;
  readonly connections: number;
}

/** Runs the opened sample until its time is over or its requests are used up. */
interface RunOrder {
  readonly kind: 'run';
  readonly seconds: number;
  readonly maxRequests: number | null;
}

/** A reply that the baseline server returns from memory from now on. */
export interface CannedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sets the reply of the baseline server for one method and path. */
export interface ReplyOrder {
  readonly kind: 'reply';
  readonly endpoint: Endpoint;
  readonly reply: CannedReply;
}

export type LoadOrder = TargetOrder | FillOrder | ExampleOrder | OpenOrder | RunOrder | WebhookOrder;
export type HelperOrder = LoadOrder | ReplyOrder | SocketOrder | ClientOrder;

/** The first reply of a sample with an unexpected status. */
export interface UnexpectedReply {
  readonly status: number;
  readonly body: string;
}

/** What the load process measured in one sample. */
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
  | { readonly kind: 'sockets'; readonly report: SocketReport }
  | { readonly kind: 'client'; readonly start: ClientStart }
  | { readonly kind: 'failed'; readonly message: string };

/** Checks the shape of a message. Both ends are files of this folder, so the fields are trusted. */
export function isHelperReply(message: unknown): message is HelperReply {
  return hasKind(message, [
    'ready',
    'done',
    'progress',
    'sample',
    'example',
    'arrivals',
    'open-loop',
    'sockets',
    'client',
    'failed',
  ]);
}

/** Checks the shape of an order to the load process. */
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

/** Checks the shape of an order to the baseline server. */
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
