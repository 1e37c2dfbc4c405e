import { Agent } from 'undici';
import { KeyedSemaphore } from '../../platform/keyed-semaphore.ts';
import type { WebhookRequest } from './build-request.ts';
import { createGuardedConnector, type ResolveHost, resolveSystemHost } from './guarded-connector.ts';
import { HttpAttempt } from './http-attempt.ts';
import { isPublicAddress } from './public-address.ts';
import type { SendResult } from './send-result.ts';
import { defaultTimeouts, type Timeouts } from './timeouts.ts';

export interface SenderOptions {
  /** Whether requests may be sent to loopback, private and link-local addresses. */
  readonly allowPrivate: boolean;
  readonly maxConnectionsPerOrigin?: number;
  readonly maxReplyBytes?: number;
  readonly resolve?: ResolveHost;
}

/** A little longer than any request waits for a connection, so that the timeouts of the requests decide. */
const maxConnectMs = 11_000;

/** Sends requests to webhooks over pooled connections. */
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
      // `HttpAttempt` has its own timers.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#semaphore = new KeyedSemaphore(maxConnectionsPerOrigin);
    this.#maxReplyBytes = maxReplyBytes;
  }

  /** Sends a request without following redirects. Never rejects. */
  send(request: WebhookRequest, timeouts: Timeouts = defaultTimeouts): Promise<SendResult> {
    const attempt = new HttpAttempt(timeouts, this.#maxReplyBytes);
    const { result } = attempt;
    this.#pending.add(result);
    // The result never rejects: a failure is a value.
    void result.then(() => this.#pending.delete(result));
    if (this.#isClosed) attempt.fail('closed', 'the sender is closed');
    else this.#dispatch(request, attempt);
    return result;
  }

  /** Waits for the requests in flight, which end within their timeouts, and closes all connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#pending);
    await this.#agent.destroy();
  }

  #dispatch({ url, method, headers, body }: WebhookRequest, attempt: HttpAttempt): void {
    if (!/^https?:/i.test(url) || !URL.canParse(url)) {
      attempt.fail('url-invalid', `${url} is not an http or https URL`);
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
