/** A helper process (load, or a server that is compared) on the side of the harness: sends orders, receives replies. */

import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  type HelperOrder,
  type HelperReply,
  isHelperReply,
  type RequestSpec,
  type SampleReport,
} from './helper-messages.ts';
import { pidOf, start, stop } from './machine/child-processes.ts';
import { pinCommand } from './machine/pinning.ts';
import type { ClientOrder, ClientStart, SocketOrder, SocketReport } from './realtime/realtime-messages.ts';
import type { ScenarioName } from './scenarios/scenarios.ts';
import type { Arrivals, OpenLoopOrder, OpenLoopReport } from './webhooks/webhook-messages.ts';

type PendingReply = { resolve: (reply: HelperReply) => void; reject: (problem: Error) => void };

/** A running helper, which processes one order at a time. */
export class Helper {
  readonly pid: number;
  /** Called about once a second while a sample or a fill runs. */
  onProgress: (requests: number) => void = () => undefined;

  readonly #file: string;
  readonly #child: ChildProcess;
  #waiting: PendingReply | undefined;
  #ended: string | undefined;

  constructor(file: string, processor: number | null, environment: Readonly<Record<string, string>> = {}) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.#file = file;
    this.#child = start(pinCommand(processor, [process.execPath, path]), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      environment: { NODE_ENV: 'production', ...environment },
    });
    this.pid = pidOf(this.#child);
    this.#child.on('message', (message: unknown) => this.#receive(message));
    this.#child.once('exit', (code, signal) => {
      this.#ended = `${this.#file} ended (${signal ?? `exit code ${code}`})`;
      this.#waiting?.reject(new Error(this.#ended));
    });
  }

  /** Waits until the helper is ready; returns its port, or null when it is not a server. */
  async ready(): Promise<number | null> {
    const reply = await this.#reply();
    return reply.kind === 'ready' ? reply.port : null;
  }

  /** Waits until a helper that is a server is ready, and returns its port. */
  async listening(): Promise<number> {
    const port = await this.ready();
    if (port === null) throw new Error(`${this.#file} reported no port`);
    return port;
  }

  /** Sends an order and waits until it is done. */
  async order(order: HelperOrder): Promise<void> {
    await this.#sendOrder(order);
  }

  /** Sends an order for load on a server, and returns the measurements. */
  async sample(order: HelperOrder): Promise<SampleReport> {
    return (await this.#sendOrderExpecting('sample', order)).report;
  }

  /** Gets one request of a scenario from the load process. */
  async example(target: string, scenario: ScenarioName): Promise<RequestSpec> {
    return (await this.#sendOrderExpecting('example', { kind: 'example', target, scenario })).requestSpec;
  }

  /** Starts a receiver of webhooks in the load process; returns its port. */
  async receiver(name: string): Promise<number> {
    const { port } = await this.#sendOrderExpecting('ready', { kind: 'receiver', name });
    if (port === null) throw new Error(`${this.#file} reported no port`);
    return port;
  }

  /** Waits for webhooks, and returns those that have arrived. */
  async arrivals(receiver: string, count: number): Promise<Arrivals> {
    return (await this.#sendOrderExpecting('arrivals', { kind: 'arrivals', receiver, count })).arrivals;
  }

  /** Sends an order that creates messages at a steady rate. */
  async runOpenLoop(order: OpenLoopOrder): Promise<OpenLoopReport> {
    return (await this.#sendOrderExpecting('open-loop', order)).report;
  }

  /** Sends an order to the process that holds the sockets. */
  async sockets(order: SocketOrder): Promise<SocketReport> {
    return (await this.#sendOrderExpecting('sockets', order)).report;
  }

  /** Starts the official client, and returns how long it took. */
  async clientStart(order: ClientOrder): Promise<ClientStart> {
    return (await this.#sendOrderExpecting('client', order)).start;
  }

  /** Stops the process. */
  stop(): Promise<void> {
    return stop(this.#child);
  }

  async #sendOrderExpecting<ReplyKind extends HelperReply['kind']>(
    kind: ReplyKind,
    order: HelperOrder,
  ): Promise<Extract<HelperReply, { kind: ReplyKind }>> {
    const reply = await this.#sendOrder(order);
    if (!isOf(kind, reply)) throw new Error(`${this.#file} replied ${reply.kind} instead of ${kind}`);
    return reply;
  }

  async #sendOrder(order: HelperOrder): Promise<HelperReply> {
    const reply = this.#reply();
    this.#child.send(order);
    return reply;
  }

  #reply(): Promise<HelperReply> {
    if (this.#ended !== undefined) return Promise.reject(new Error(this.#ended));
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #receive(message: unknown): void {
    if (!isHelperReply(message)) return;
    if (message.kind === 'progress') this.onProgress(message.requests);
    else if (message.kind === 'failed') this.#waiting?.reject(new Error(message.message));
    else this.#waiting?.resolve(message);
  }
}

function isOf<ReplyKind extends HelperReply['kind']>(
  kind: ReplyKind,
  reply: HelperReply,
): reply is Extract<HelperReply, { kind: ReplyKind }> {
  return reply.kind === kind;
}
