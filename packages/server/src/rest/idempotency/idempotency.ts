import { ApiError, idempotencyKeyReused } from '@colloquy/contract';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { KeyedMutex } from '../../platform/keyed-mutex.ts';
import type { TransactionRunner } from '../../storage/storage.ts';
import { type RecordedResult, recording, replaying } from './recorded-result.ts';
import { deleteKey, findKey, insertKey, type KeyRow } from './store.ts';

/** Milliseconds that a key is remembered for. */
export const keyTtlMs = 24 * 60 * 60 * 1000;

export interface IdempotencyDeps {
  readonly storage: TransactionRunner;
  readonly clock: Clock;
}

/** A request with a key. */
export interface KeyedRequest<Result> {
  readonly accountSid: string;
  readonly key: string;
  /** Hash of what is asked for. */
  readonly fingerprint: string;
  /** The service that the path stands for; empty where a repeat has no use for it. */
  readonly service: string;
  /** Does it, and asks those who have a say; answers undefined when nothing was there. */
  readonly first: (units: TransactionRunner) => Promise<Result>;
  /** Renders the same answer of what the units say; `service` is that of the first time. */
  readonly again: (units: TransactionRunner, service: string) => Promise<Result>;
}

export interface KeyedReply<Result> {
  readonly body: Result;
  /** Whether it is the answer to an earlier request. */
  readonly replayed: boolean;
}

/** What a row remembers. */
interface Memory {
  /** The service that the path without one has meant then. */
  readonly service: string;
  readonly recordedResults: readonly RecordedResult[];
}

/**
 * Does what a request with a key asks for once, and answers repeats of it as the first. The change and its memory
 * are one commit. A repeat runs the same handler, which is told by its storage what it was told before; so it
 * makes the same reply without that a reply has to be kept.
 */
export class Idempotency {
  readonly #tools: IdempotencyDeps;
  readonly #mutex = new KeyedMutex();

  constructor(deps: IdempotencyDeps) {
    this.#tools = deps;
  }

  /**
   * The first to commit is the one that is remembered; the other's change is undone. Within this process requests
   * with one key wait for each other, since undoing one would undo what shares its commit, to be done again.
   *
   * @throws ApiError 20001 (409) for a key that was used otherwise, and what the handler throws.
   */
  run<Result>(request: KeyedRequest<Result>): Promise<KeyedReply<Result>> {
    return this.#mutex.run(`${request.accountSid} ${request.key}`, () => this.#run(request));
  }

  async #run<Result>(request: KeyedRequest<Result>): Promise<KeyedReply<Result>> {
    const found = await this.#find(request);
    if (found !== undefined && !this.#isOld(found)) return replay(request, found);
    try {
      const body = await this.#perform(request, found);
      // What is not there any more may have been there for the first of the requests.
      return (body === undefined ? await this.#earlier(request) : undefined) ?? { body, replayed: false };
    } catch (error) {
      const earlier = await this.#earlier(request);
      if (earlier === undefined) throw error;
      return earlier;
    }
  }

  #perform<Result>(request: KeyedRequest<Result>, old?: KeyRow): Promise<Result> {
    const { accountSid, key, fingerprint, service, first } = request;
    const row = {
      account_sid: accountSid,
      key,
      fingerprint,
      date_created: instant(this.#tools.clock.now()),
    };
    const units = recording(this.#tools.storage, async (transaction, recordedResults) => {
      const result: Memory = { service, recordedResults };
      if (old !== undefined) await transaction.remove(deleteKey, old);
      // Another process was faster: this change is undone, and the other's answer is told.
      if (!(await transaction.insert(insertKey, { ...row, result: JSON.stringify(result) })))
        throw new ApiError(20409);
    });
    return first(units);
  }

  /** The answer of a request of another process that was faster. */
  async #earlier<Result>(request: KeyedRequest<Result>): Promise<KeyedReply<Result> | undefined> {
    const found = await this.#find(request);
    return found === undefined || this.#isOld(found) ? undefined : replay(request, found);
  }

  #find({ accountSid, key }: KeyedRequest<unknown>): Promise<KeyRow | undefined> {
    return this.#tools.storage.read((reader) => reader.one(findKey, { account_sid: accountSid, key }));
  }

  #isOld({ date_created }: KeyRow): boolean {
    return date_created <= instant(this.#tools.clock.now() - keyTtlMs);
  }
}

async function replay<Result>(request: KeyedRequest<Result>, row: KeyRow): Promise<KeyedReply<Result>> {
  if (row.fingerprint !== request.fingerprint) throw idempotencyKeyReused();
  // Rows are written here alone.
  const { service, recordedResults } = JSON.parse(row.result) as Memory;
  return { body: await request.again(replaying(recordedResults), service), replayed: true };
}
