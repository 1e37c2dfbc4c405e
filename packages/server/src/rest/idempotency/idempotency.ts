import { ApiError, idempotencyKeyReused } from '@colloquy/contract';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { KeyedMutex } from '../../platform/keyed-mutex.ts';
import type { Transaction, TransactionRunner } from '../../storage/storage.ts';
import type { Json } from '../handler.ts';
import { deleteKey, findKey, insertKey, type KeyRow } from './store.ts';

/** Milliseconds for which the result of a request with a key is stored. */
export const keyTtlMs = 24 * 60 * 60 * 1000;

export interface IdempotencyDeps {
  readonly storage: TransactionRunner;
  readonly clock: Clock;
}

/** A request as far as its idempotency key is concerned. */
export interface KeyedRequest {
  readonly accountSid: string;
  /** Undefined for a request without a key, which is carried out each time. */
  readonly key: string | undefined;
  /** A hash of everything that distinguishes it from other requests with the same key. */
  readonly fingerprint: () => string;
  /** The service that the request works in; a repeat works in the same one, even if the default has changed since. */
  readonly chatServiceSid: string;
}

/** Stores the result of a request in the transaction that makes its change. */
export type StoreResult = (transaction: Transaction, result: Json) => Promise<void>;

export interface KeyedResult<Result> {
  readonly result: Result | undefined;
  /** Whether it is the stored result of an earlier request. */
  readonly replayed: boolean;
  readonly chatServiceSid: string;
}

interface StoredResult {
  readonly chatServiceSid: string;
  readonly result: Json;
}

/**
 * Carries out a request with a key once. The first request stores its result, in the same commit as its change; a
 * repeat renders its reply from that result, so no reply has to be stored.
 */
export class Idempotency {
  readonly #deps: IdempotencyDeps;
  readonly #mutex = new KeyedMutex();

  constructor(deps: IdempotencyDeps) {
    this.#deps = deps;
  }

  /**
   * The result of the request that commits first counts; the change of any other is rolled back. Requests with one key
   * wait for each other within this process, because rolling one back would also roll back what shares its commit.
   *
   * @param work calls `storeResult` with its result in its transaction. It resolves with undefined, and stores nothing,
   *   when the path names nothing that exists.
   * @throws ApiError 20001 (409) for a key that another request has used, and whatever `work` throws.
   */
  async run<Result extends Json>(
    request: KeyedRequest,
    work: (storeResult?: StoreResult) => Promise<Result | undefined>,
  ): Promise<KeyedResult<Result>> {
    const { accountSid, key, chatServiceSid } = request;
    if (key === undefined) return { result: await work(), replayed: false, chatServiceSid };
    return this.#mutex.run(`${accountSid} ${key}`, () => this.#runOnce({ ...request, key }, work));
  }

  async #runOnce<Result extends Json>(
    request: KeyedRequest & { readonly key: string },
    work: (storeResult: StoreResult) => Promise<Result | undefined>,
  ): Promise<KeyedResult<Result>> {
    const found = await this.#find(request);
    if (found !== undefined && !this.#isExpired(found)) return replay(request, found);
    /** The result of a request of another process that committed first. */
    const replayOther = async () => {
      const other = await this.#find(request);
      return other === undefined || this.#isExpired(other) ? undefined : replay<Result>(request, other);
    };
    try {
      const result = await work(this.#storeResult(request, found));
      // What is gone now may have been there for the other request.
      const other = result === undefined ? await replayOther() : undefined;
      return other ?? { result, replayed: false, chatServiceSid: request.chatServiceSid };
    } catch (error) {
      const other = await replayOther();
      if (other === undefined) throw error;
      return other;
    }
  }

  #storeResult(
    { accountSid, key, fingerprint, chatServiceSid }: KeyedRequest & { readonly key: string },
    expired: KeyRow | undefined,
  ): StoreResult {
    return async (transaction, result) => {
      const stored: StoredResult = { chatServiceSid, result };
      const row = {
        account_sid: accountSid,
        key,
        fingerprint: fingerprint(),
        date_created: instant(this.#deps.clock.now()),
        result: JSON.stringify(stored),
      };
      if (expired !== undefined) await transaction.remove(deleteKey, expired);
      // Another process committed first: this change is rolled back and the other's result is replayed.
      if (!(await transaction.insert(insertKey, row))) throw new ApiError(20409);
    };
  }

  #find({
    accountSid,
    key,
  }: {
    readonly accountSid: string;
    readonly key: string;
  }): Promise<KeyRow | undefined> {
    return this.#deps.storage.read((reader) => reader.one(findKey, { account_sid: accountSid, key }));
  }

  #isExpired({ date_created }: KeyRow): boolean {
    return date_created <= instant(this.#deps.clock.now() - keyTtlMs);
  }
}

function replay<Result>(request: KeyedRequest, row: KeyRow): KeyedResult<Result> {
  if (row.fingerprint !== request.fingerprint()) throw idempotencyKeyReused();
  // Only `#storeResult` writes these rows, with a result of the same operation: the fingerprint includes its name.
  const { chatServiceSid, result } = JSON.parse(row.result) as StoredResult & { readonly result: Result };
  return { result, replayed: true, chatServiceSid };
}
