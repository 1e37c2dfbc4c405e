import { Agent } from 'undici';
import { KeyedSemaphore } from '../../platform/keyed-semaphore.ts';
import { defaultTimeouts, type Timeouts } from '../delivery/delivery-policy.ts';
import type { WebhookRequest } from './build-request.ts';
import { createGuardedConnector, type ResolveHost, resolveSystemHost } from './guarded-connector.ts';
import { HttpAttempt } from './http-attempt.ts';
import { isPublicAddress } from './public-address.ts';
import type { SendResult } from './send-result.ts';

export interface SenderOptions {
  /** Whether requests may go to loopback, private and link-local addresses. */
  readonly allowPrivate: boolean;
  /** Connections to one scheme, host and port, at most. */
  readonly maxConnectionsPerOrigin?: number;
  /** Bytes of a reply's body that are read. */
  readonly maxReplyBytes?: number;
  readonly resolve?: ResolveHost;
}

/** Milliseconds that a connection may take to come about: a little longer than any request waits for it. */
const maxConnectMs = 11_000;

/** Sends requests to webhooks, over connections that it keeps for a while. */
export class Sender {
  readonly #agent: Agent;
  readonly #semaphore: KeyedSemaphore;
  readonly #maxReplyBytes: number;
  readonly #pending = new Set<Promise<SendResult>>();
  #isClosed = false;

  constructor({
    allowPrivate,
    maxConnectionsPerOrigin = 32,
    maxReplyBytes = 131_072,
    resolve = resolveSystemHost,
  }: SenderOptions) {
    const isAllowed = allowPrivate ? () => true : isPublicAddress;
    this.#agent = new Agent({
      connections: maxConnectionsPerOrigin,
      connect: createGuardedConnector({ resolve, isAllowed }, maxConnectMs),
      // Attempts have timers of their own.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#semaphore = new KeyedSemaphore(maxConnectionsPerOrigin);
    this.#maxReplyBytes = maxReplyBytes;
  }

  /** Sends a request and follows no redirect. The promise is never rejected. */
  send(request: WebhookRequest, timeouts: Timeouts = defaultTimeouts): Promise<SendResult> {
    const attempt = new HttpAttempt(timeouts, this.#maxReplyBytes);
    const { result } = attempt;
    this.#pending.add(result);
    // The result never rejects: a failure is a value.
    void result.then(() => this.#pending.delete(result));
    if (this.#isClosed) attempt.fail('closed', 'the sender has been closed');
    else this.#dispatch(request, attempt);
    return result;
  }

  /** Waits for what is under way, which takes no longer than its timeouts, and ends all connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#pending);
    await this.#agent.destroy();
  }

  #dispatch({ url, method, headers, body }: WebhookRequest, attempt: HttpAttempt): void {
    if (!/^https?:/i.test(url) || !URL.canParse(url)) {
      attempt.fail('url-invalid', `${url} is no http URL`);
      return;
    }
    const { origin, pathname, search } = new URL(url);
    const release = this.#semaphore.acquire(origin, () => {
      if (!attempt.begin()) return;
      this.#agent.dispatch({ origin, path: pathname + search, method, headers, body }, attempt);
    });
    void attempt.result.then(release);
  }
}
