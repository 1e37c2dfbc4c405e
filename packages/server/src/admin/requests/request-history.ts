import type { Parameters } from '@colloquy/contract';
import type { CapturedForm } from './capture-form.ts';

/** A request that has been replied to. What it takes in memory is bounded by its parts. */
export interface RecordedRequest {
  /** The id that the reply has; undefined for a request that came through a socket. */
  readonly id: string | undefined;
  /** The real-time session that sent it; undefined for a request that came by HTTP. */
  readonly sessionSid: string | undefined;
  readonly accountSid: string;
  /** SID of the credentials. */
  readonly actor: string;
  /** The user that an access token names; undefined for other credentials. */
  readonly identity: string | undefined;
  /** When it was replied to, in milliseconds since the epoch. */
  readonly time: number;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Name in the contract; undefined for a path that the server does not have. */
  readonly operation: string | undefined;
  /** What the operation reads. */
  readonly parameters: Parameters | undefined;
  readonly status: number;
  readonly milliseconds: number;
  readonly error: { readonly code: number; readonly message: string } | undefined;
  readonly hasIdempotencyKey: boolean;
  /** Whether the reply is that of an earlier request with the same key. */
  readonly isReplayed: boolean;
  /** Whether it fires webhooks: those of users do, others with the header `X-Twilio-Webhook-Enabled: true`. */
  readonly isWebhookEnabled: boolean;
  readonly form: CapturedForm;
  /** Names of parameters that were sent in the query, where the operation does not read them. */
  readonly ignoredQuery: readonly string[];
}

/** A recorded request with its number; later ones have higher numbers. */
export interface NumberedRequest extends RecordedRequest {
  readonly position: number;
}

/**
 * The last requests of this process, by account. When there are as many as may be, an account that has more than its
 * share loses its oldest one, so that a busy account does not push out what another one is looking for.
 */
export class RequestHistory {
  readonly capacity: number;
  readonly #byAccount = new Map<string, NumberedRequest[]>();
  #count = 0;
  #position = 0;

  /** @param capacity maximum number of requests of all accounts together; 0 records nothing. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Number of the last request of all accounts. */
  get position(): number {
    return this.#position;
  }

  add(request: RecordedRequest): void {
    if (this.capacity === 0) return;
    const { accountSid } = request;
    if (this.#count === this.capacity) this.#removeOldest(accountSid);
    const ofAccount = this.#byAccount.get(accountSid) ?? [];
    if (ofAccount.length === 0) this.#byAccount.set(accountSid, ofAccount);
    ofAccount.push({ ...request, position: ++this.#position });
    this.#count++;
  }

  /** The requests of an account, the newest first. */
  *ofAccount(accountSid: string): Generator<NumberedRequest> {
    const requests = this.#byAccount.get(accountSid) ?? [];
    for (let index = requests.length - 1; index >= 0; index--) {
      const request = requests[index];
      if (request !== undefined) yield request;
    }
  }

  clear(): void {
    this.#byAccount.clear();
    this.#count = 0;
  }

  #removeOldest(newest: string): void {
    const own = this.#byAccount.get(newest)?.length ?? 0;
    // Once an account has its share, it pays for its own requests, so that this search is rare.
    const account = own > 0 && own >= this.capacity / this.#byAccount.size ? newest : this.#findLargest();
    const requests = this.#byAccount.get(account);
    if (requests?.shift() === undefined) return;
    this.#count--;
    if (requests.length === 0) this.#byAccount.delete(account);
  }

  #findLargest(): string {
    let [largest, length] = ['', 0];
    for (const [account, requests] of this.#byAccount)
      if (requests.length > length) [largest, length] = [account, requests.length];
    return largest;
  }
}
