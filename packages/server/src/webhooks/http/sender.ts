import { Agent } from 'undici';
import { KeyedSemaphore } from '../../platform/keyed-semaphore.ts';
import type { WebhookRequest } from './build-request.ts';
import { createGuardedConnector } from './guarded-connector.ts';
import { HttpAttempt } from './http-attempt.ts';
import { Lookups } from './lookups.ts';
import { createNameResolver, type NameResolver } from './name-resolver.ts';
import { isPublicAddress } from './public-address.ts';
import type { SendResult } from './send-result.ts';
import { defaultTimeouts, type Timeouts } from './timeouts.ts';

export interface SenderOptions {
  /** Whether requests may be sent to loopback, private and link-local addresses. */
  readonly allowPrivate: boolean;
  readonly maxConnectionsPerOrigin?: number;
  readonly maxReplyBytes?: number;
  /** Addresses of the name servers, with an optional port; those of the system if empty. */
  readonly nameServers?: readonly string[];
  readonly resolver?: NameResolver;
}

/** A little longer than any request waits for a connection, so that the timeouts of the requests decide. */
const maxConnectMs = 11_000;

/** Sends requests to webhooks over pooled connections. Accounts share neither connections nor lookups of names. */
export class Sender {
  readonly #agents = new Map<string, Agent>();
  readonly #openAgent: (accountSid: string) => Agent;
  readonly #lookups: Lookups;
  readonly #semaphore: KeyedSemaphore;
  readonly #maxReplyBytes: number;
  readonly #pending = new Set<Promise<SendResult>>();
  #isClosed = false;

  constructor({
    allowPrivate,
    maxConnectionsPerOrigin = 32,
    maxReplyBytes = 131_072,
    nameServers,
    resolver = createNameResolver(nameServers),
  }: SenderOptions) {
    const isAllowed = allowPrivate ? () => true : isPublicAddress;
    const lookups = new Lookups(resolver);
    this.#openAgent = (accountSid) => {
      const resolve = (hostname: string) => lookups.resolve(accountSid, hostname);
      return new Agent({
        connections: maxConnectionsPerOrigin,
        connect: createGuardedConnector({ resolve, isAllowed }, maxConnectMs),
        // `HttpAttempt` has its own timers.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
    };
    this.#lookups = lookups;
    this.#semaphore = new KeyedSemaphore(maxConnectionsPerOrigin);
    this.#maxReplyBytes = maxReplyBytes;
  }

  /** Sends a request without following redirects. Never rejects. */
  send(request: WebhookRequest, timeouts: Timeouts = defaultTimeouts): Promise<SendResult> {
    const attempt = new HttpAttempt(timeouts, this.#maxReplyBytes, () =>
      this.#lookups.findOwnFailure(request.accountSid, new URL(request.url).hostname),
    );
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
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  #dispatch({ url, method, headers, body, accountSid }: WebhookRequest, attempt: HttpAttempt): void {
    if (!/^https?:/i.test(url) || !URL.canParse(url)) {
      attempt.fail('url-invalid', `${url} is not an http or https URL`);
      return;
    }
    const { origin, pathname, search } = new URL(url);
    const release = this.#semaphore.acquire(`${accountSid} ${origin}`, () => {
      if (!attempt.begin()) return;
      const agent = this.#findAgent(accountSid);
      agent.dispatch({ origin, path: pathname + search, method, headers, body }, attempt);
    });
    void attempt.result.then(release);
  }

  /** There are as few agents as accounts, because only accounts of the server have requests to send. */
  #findAgent(accountSid: string): Agent {
    const agent = this.#agents.get(accountSid) ?? this.#openAgent(accountSid);
    this.#agents.set(accountSid, agent);
    return agent;
  }
}
