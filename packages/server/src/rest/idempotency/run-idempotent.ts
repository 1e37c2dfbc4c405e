import { hash } from 'node:crypto';
import type { Json } from '../handler.ts';
import type { Idempotency, StoreResult } from './idempotency.ts';
import { hashRequest, parseKey } from './key.ts';

/** Work that an operation outside of the pipeline does once per key. */
interface IdempotentWork<Result extends Json> {
  readonly accountSid: string;
  /** The user who sends the request; null for a back end, whose keys never meet a user's. */
  readonly identity?: string | null;
  /** Everything that distinguishes it from other requests with the same key; a hash of what is long. */
  readonly request: unknown;
  /**
   * Passes its result, which must not contain secrets, to `storeResult` in the transaction that makes the change.
   * Resolves with undefined when it found nothing to work on.
   */
  readonly run: (storeResult?: StoreResult) => Promise<Result | undefined>;
}

interface KeyedHeaders {
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
}

interface ReplyHeaders {
  header(name: string, value: string): unknown;
}

/**
 * Reads the idempotency key of a request, so that a malformed one is rejected before an upload is read, and returns the
 * function that carries out the request once per key; without a key, each time. It sets `Idempotent-Replayed` in the reply.
 *
 * @throws ApiError 20001 for a malformed key (400); the function rejects with 20001 (409) for one that another request
 * has used.
 */
export type RunIdempotent = (
  request: KeyedHeaders,
  reply: ReplyHeaders,
) => <Result extends Json>(work: IdempotentWork<Result>) => Promise<Result | undefined>;

export const createRunIdempotent =
  (idempotency: Idempotency): RunIdempotent =>
  ({ headers }, reply) => {
    const { 'idempotency-key': header } = headers;
    const key = header === undefined ? undefined : parseKey(header);
    return async ({ accountSid, identity = null, request, run }) => {
      const keyed = {
        accountSid,
        key: key === undefined || identity === null ? key : `${key}\n${hashIdentity(identity)}`,
        fingerprint: () => hashRequest(request),
        chatServiceSid: '',
      };
      const { result, replayed } = await idempotency.run(keyed, run);
      if (replayed) reply.header('idempotent-replayed', 'true');
      return result;
    };
  };

/** No header contains a line break, so a user's key never equals that of a back end. */
const hashIdentity = (identity: string): string => hash('sha256', identity, 'base64url');
