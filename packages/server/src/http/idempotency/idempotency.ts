import { ApiError, keyUsedOtherwise } from '@colloquy/contract';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import type { Units } from '../../storage/storage.ts';
import { findRemembered, forget, type RememberedRow, remember } from './store.ts';
import { InTurn } from './turns.ts';
import { type Learnt, recording, replaying } from './units.ts';

/** Milliseconds that a key is remembered for. */
export const memory = 24 * 60 * 60 * 1000;

export interface IdempotencyTools {
  readonly storage: Units;
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
  readonly first: (units: Units) => Promise<Result>;
  /** Renders the same answer of what the units say; `service` is that of the first time. */
  readonly again: (units: Units, service: string) => Promise<Result>;
}

export interface KeyedAnswer<Result> {
  readonly body: Result;
  /** Whether it is the answer to an earlier request. */
  readonly replayed: boolean;
}

/** What a row remembers. */
interface Memory {
  /** The service that the path without one has meant then. */
  readonly service: string;
  readonly learnt: readonly Learnt[];
}

/**
 * Does what a request with a key asks for once, and answers repeats of it as the first. The change and its memory
 * are one commit. A repeat runs the same handler, which is told by its storage what it was told before; so it
 * makes the same reply without that a reply has to be kept.
 */
export class Idempotency {
  readonly #tools: IdempotencyTools;
  readonly #turns = new InTurn();

  constructor(tools: IdempotencyTools) {
    this.#tools = tools;
  }

  /**
   * The first to commit is the one that is remembered; the other's change is undone. Within this process requests
   * with one key wait for each other, since undoing one would undo what shares its commit, to be done again.
   *
   * @throws ApiError 20001 (409) for a key that was used otherwise, and what the handler throws.
   */
  answer<Result>(request: KeyedRequest<Result>): Promise<KeyedAnswer<Result>> {
    return this.#turns.run(`${request.accountSid} ${request.key}`, () => this.#answer(request));
  }

  async #answer<Result>(request: KeyedRequest<Result>): Promise<KeyedAnswer<Result>> {
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

  #perform<Result>(request: KeyedRequest<Result>, old?: RememberedRow): Promise<Result> {
    const { accountSid, key, fingerprint, service, first } = request;
    const row = {
      account_sid: accountSid,
      key,
      fingerprint,
      date_created: instant(this.#tools.clock.now()),
    };
    const units = recording(this.#tools.storage, async (transaction, learnt) => {
      const result: Memory = { service, learnt };
      if (old !== undefined) await transaction.remove(forget, old);
      // Another process was faster: this change is undone, and the other's answer is told.
      if (!(await transaction.insert(remember, { ...row, result: JSON.stringify(result) })))
        throw new ApiError(20409);
    });
    return first(units);
  }

  /** The answer of a request of another process that was faster. */
  async #earlier<Result>(request: KeyedRequest<Result>): Promise<KeyedAnswer<Result> | undefined> {
    const found = await this.#find(request);
    return found === undefined || this.#isOld(found) ? undefined : replay(request, found);
  }

  #find({ accountSid, key }: KeyedRequest<unknown>): Promise<RememberedRow | undefined> {
    return this.#tools.storage.read((reader) => reader.one(findRemembered, { account_sid: accountSid, key }));
  }

  #isOld({ date_created }: RememberedRow): boolean {
    return date_created <= instant(this.#tools.clock.now() - memory);
  }
}

async function replay<Result>(
  request: KeyedRequest<Result>,
  row: RememberedRow,
): Promise<KeyedAnswer<Result>> {
  if (row.fingerprint !== request.fingerprint) throw keyUsedOtherwise();
  // Rows are written here alone.
  const { service, learnt } = JSON.parse(row.result) as Memory;
  return { body: await request.again(replaying(learnt), service), replayed: true };
}
