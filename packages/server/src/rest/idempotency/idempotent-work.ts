import type { TransactionRunner } from '../../storage/storage.ts';

/** What is to be done once if a request has a key, as often as the request is repeated. */
interface IdempotentWork<Result> {
  readonly accountSid: string;
  /** The user who asks; null for a back end, whose keys no user's can meet. */
  readonly identity?: string | null;
  /** All that makes it another request, as JSON; of what is long, a hash. */
  readonly asked: unknown;
  /**
   * Does it with these units, of which the first that writes makes the whole change; answers undefined when there was
   * nothing to change. What the units answer has to be JSON without secrets.
   *
   * @param again whether it was done before: then the units run nothing and answer what they have answered.
   */
  readonly perform: (units: TransactionRunner, again: boolean) => Promise<Result>;
}

interface Asking {
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
}

interface Answering {
  header(name: string, value: string): unknown;
}

/**
 * Reads a request's key, and makes the function that does once what the request asks for; each time, when there is no key.
 *
 * @throws ApiError 20001 for a key that is none (400); the function rejects with 20001 (409) for one that was used
 * otherwise.
 */
export type RunIdempotent = (
  request: Asking,
  reply: Answering,
) => <Result>(work: IdempotentWork<Result>) => Promise<Result>;
