/** The orders to the socket load process, and its reports. */

import type { Percentiles } from '../webhooks/webhook-messages.ts';
import type { ClientSpec } from './twilsock-client.ts';

/** Opens the sockets of a group: sessions of the product, or plain sockets of the naive server. */
interface StartOrder {
  readonly kind: 'sockets-start';
  readonly group: string;
  readonly port: number;
  readonly clients: readonly ClientSpec[] | number;
  /** Clients that start at the same time. */
  readonly atOnce: number;
}

/** Opens all sockets of a group again at the same moment, after the server has closed them. */
interface ResumeOrder {
  readonly kind: 'sockets-resume';
  readonly group: string;
  readonly port: number;
}

interface CloseOrder {
  readonly kind: 'sockets-close';
  readonly group: string;
}

/** How to create a message of the conversation that a group watches. */
export interface MessageRequest {
  readonly port: number;
  readonly authorization: string;
  readonly path: string;
  readonly form: string;
}

/** Creates messages over connections that are always busy, and waits until every socket has each of them. */
interface BurstOrder {
  readonly kind: 'sockets-burst';
  readonly group: string;
  readonly request: MessageRequest;
  readonly messages: number;
  readonly connections: number;
}

/** Creates messages at a steady rate, and waits until every socket has each of them. */
interface SteadyOrder {
  readonly kind: 'sockets-steady';
  readonly group: string;
  readonly request: MessageRequest;
  readonly rate: number;
  readonly seconds: number;
  readonly connections: number;
}

/** Sends requests at a steady rate. */
export interface ProbeOrder {
  readonly kind: 'sockets-probe';
  readonly port: number;
  readonly authorization: string;
  readonly paths: readonly string[];
  readonly rate: number;
  readonly seconds: number;
}

/** Lets users type at a steady rate, one after the other, and waits until every socket of a group has seen it. */
export interface TypingOrder {
  readonly kind: 'sockets-typing';
  readonly group: string;
  /** The group of the users who type, and their identities. */
  readonly typists: string;
  readonly identities: readonly string[];
  readonly path: string;
  readonly rate: number;
  readonly count: number;
}

export type SocketOrder =
  | StartOrder
  | ResumeOrder
  | CloseOrder
  | BurstOrder
  | SteadyOrder
  | ProbeOrder
  | TypingOrder;

/** What the process did; what an order does not measure is 0. */
export interface SocketReport {
  readonly sockets: number;
  /** Messages that all sockets together have received. */
  readonly deliveries: number;
  readonly messages: number;
  readonly seconds: number;
  readonly generatorCpuShare: number;
  /**
   * Start and resume: of each client. Probe: of each request, from when it was due. Typing: from a user who reports it
   * until a socket has it.
   */
  readonly latency: Percentiles;
  /** Steady: from the reply to a message until a socket has it; 0 if the socket has it first. */
  readonly replyToSocket: Percentiles;
  /** Steady: from when a message was due until a socket has it. */
  readonly dueToSocket: Percentiles;
}

/** The order to the process of the official client: starts a client and shuts it down. */
export interface ClientOrder {
  readonly kind: 'client-start';
  readonly port: number;
  readonly token: string;
  readonly conversations: number;
}

/** How long the client has taken. */
export interface ClientStart {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
}
