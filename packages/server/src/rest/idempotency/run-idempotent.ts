import { hash } from 'node:crypto';
import type { TransactionRunner } from '../../storage/storage.ts';
import type { Idempotency, KeyedReply } from './idempotency.ts';
import type { RunIdempotent } from './idempotent-work.ts';
import { parseKey } from './key.ts';

/** Hash of all that makes a request another one. */
export const hashRequest = (asked: unknown): string => hash('sha256', JSON.stringify(asked), 'base64url');

/** Has the reply say when it is the answer to an earlier request. */
export const markReplayed =
  (reply: Parameters<RunIdempotent>[1]) =>
  <Result>({ body, replayed }: KeyedReply<Result>): Result => {
    if (replayed) reply.header('idempotent-replayed', 'true');
    return body;
  };

/** Makes what does things once for requests that are not of the contract. */
export const createRunIdempotent =
  (idempotency: Idempotency, units: TransactionRunner): RunIdempotent =>
  ({ headers }, reply) => {
    const { 'idempotency-key': header } = headers;
    if (header === undefined) return ({ perform }) => perform(units, false);
    const key = parseKey(header);
    return ({ accountSid, identity = null, asked, perform }) =>
      idempotency
        .run({
          accountSid,
          key: identity === null ? key : keyOf(identity, key),
          fingerprint: hashRequest(asked),
          service: '',
          first: (given) => perform(given, false),
          again: (given) => perform(given, true),
        })
        .then(markReplayed(reply));
  };

/** No header has a line's end in it. */
const keyOf = (identity: string, key: string): string => `${key}\n${hash('sha256', identity, 'base64url')}`;
