import { Agent } from 'undici';
import { isPublic } from './addresses.ts';
import { Attempt } from './attempt.ts';
import { type Timeouts, usualTimeouts } from './connection.ts';
import { guardedConnector, type Resolve, systemResolve } from './connector.ts';
import { Gate } from './gate.ts';
import type { WebhookRequest } from './request.ts';
import type { Result } from './result.ts';

export interface SenderOptions {
  /** Whether requests may go to loopback, private and link-local addresses. */
  readonly allowPrivate: boolean;
  /** Connections to one scheme, host and port, at most. */
  readonly connectionsPerOrigin?: number;
  /** Bytes of a reply's body that are read. */
  readonly replyLimit?: number;
  readonly resolve?: Resolve;
}

/** Milliseconds that a connection may take to come about: a little longer than any request waits for it. */
const longestConnect = 11_000;

/** Sends requests to webhooks, over connections that it keeps for a while. */
export class Sender {
  readonly #agent: Agent;
  readonly #gate: Gate;
  readonly #replyLimit: number;
  readonly #underWay = new Set<Promise<Result>>();
  #isClosed = false;

  constructor({
    allowPrivate,
    connectionsPerOrigin = 32,
    replyLimit = 131_072,
    resolve = systemResolve,
  }: SenderOptions) {
    const allows = allowPrivate ? () => true : isPublic;
    this.#agent = new Agent({
      connections: connectionsPerOrigin,
      connect: guardedConnector({ resolve, allows }, longestConnect),
      // Attempts have timers of their own.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#gate = new Gate(connectionsPerOrigin);
    this.#replyLimit = replyLimit;
  }

  /** Sends a request and follows no redirect. The promise is never rejected. */
  send(request: WebhookRequest, timeouts: Timeouts = usualTimeouts): Promise<Result> {
    const attempt = new Attempt(timeouts, this.#replyLimit);
    const { result } = attempt;
    this.#underWay.add(result);
    result.then(() => this.#underWay.delete(result));
    if (this.#isClosed) attempt.fail('closed', 'the sender has been closed');
    else this.#dispatch(request, attempt);
    return result;
  }

  /** Waits for what is under way, which takes no longer than its timeouts, and ends all connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#underWay);
    await this.#agent.destroy();
  }

  #dispatch({ url, method, headers, body }: WebhookRequest, attempt: Attempt): void {
    if (!/^https?:/i.test(url) || !URL.canParse(url)) {
      attempt.fail('url-invalid', `${url} is no http URL`);
      return;
    }
    const { origin, pathname, search } = new URL(url);
    const leave = this.#gate.enter(origin, () => {
      if (!attempt.begin()) return;
      this.#agent.dispatch({ origin, path: pathname + search, method, headers, body }, attempt);
    });
    attempt.result.then(leave);
  }
}
