import { ApiError, keyUsedOtherwise } from '@colloquy/contract';
import type { Clock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import type { Answer, Call } from '../../resources/handler.ts';
import type { AnyHandler } from '../../resources/index.ts';
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
export interface KeyedRequest {
  readonly key: string;
  /** Hash of what is asked for. */
  readonly fingerprint: string;
  readonly call: Call;
  /** Asks those who have a say, the first time only; answers the request as they have changed it. */
  readonly prepare: (call: Call) => Call | Promise<Call>;
  /** Makes the handler over a storage of its own. */
  readonly handlerOver: (units: Units) => AnyHandler;
}

export interface KeyedAnswer {
  readonly body: Answer;
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
  answer(request: KeyedRequest): Promise<KeyedAnswer> {
    return this.#turns.run(`${request.call.accountSid} ${request.key}`, () => this.#answer(request));
  }

  async #answer(request: KeyedRequest): Promise<KeyedAnswer> {
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

  async #perform({ call, fingerprint, prepare, handlerOver, ...request }: KeyedRequest, old?: RememberedRow) {
    const row = {
      account_sid: call.accountSid,
      key: request.key,
      fingerprint,
      date_created: instant(this.#tools.clock.now()),
    };
    const units = recording(this.#tools.storage, async (transaction, learnt) => {
      const result: Memory = { service: call.chatServiceSid, learnt };
      if (old !== undefined) await transaction.remove(forget, old);
      // Another process was faster: this change is undone, and the other's answer is told.
      if (!(await transaction.insert(remember, { ...row, result: JSON.stringify(result) })))
        throw new ApiError(20409);
    });
    return handlerOver(units)(await prepare(call));
  }

  /** The answer of a request of another process that was faster. */
  async #earlier(request: KeyedRequest): Promise<KeyedAnswer | undefined> {
    const found = await this.#find(request);
    return found === undefined || this.#isOld(found) ? undefined : replay(request, found);
  }

  #find({ call, key }: KeyedRequest): Promise<RememberedRow | undefined> {
    return this.#tools.storage.read((reader) =>
      reader.one(findRemembered, { account_sid: call.accountSid, key }),
    );
  }

  #isOld({ date_created }: RememberedRow): boolean {
    return date_created <= instant(this.#tools.clock.now() - memory);
  }
}

async function replay(request: KeyedRequest, row: RememberedRow): Promise<KeyedAnswer> {
  if (row.fingerprint !== request.fingerprint) throw keyUsedOtherwise();
  // Rows are written here alone.
  const { service, learnt } = JSON.parse(row.result) as Memory;
  const call = { ...request.call, chatServiceSid: service };
  return { body: await request.handlerOver(replaying(learnt))(call), replayed: true };
}
