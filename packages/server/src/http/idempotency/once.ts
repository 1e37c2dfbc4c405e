import { hash } from 'node:crypto';
import type { Once } from '../../resources/once.ts';
import type { Units } from '../../storage/storage.ts';
import type { Idempotency, KeyedAnswer } from './idempotency.ts';
import { keyIn } from './key.ts';

/** Hash of all that makes a request another one. */
export const fingerprintOf = (asked: unknown): string => hash('sha256', JSON.stringify(asked), 'base64url');

/** Has the reply say when it is the answer to an earlier request. */
export const told =
  (reply: Parameters<Once>[1]) =>
  <Result>({ body, replayed }: KeyedAnswer<Result>): Result => {
    if (replayed) reply.header('idempotent-replayed', 'true');
    return body;
  };

/** Makes what does things once for requests that are not of the contract. */
export const onceWith =
  (idempotency: Idempotency, units: Units): Once =>
  ({ headers }, reply) => {
    const { 'idempotency-key': header } = headers;
    if (header === undefined) return ({ perform }) => perform(units, false);
    const key = keyIn(header);
    return ({ accountSid, identity = null, asked, perform }) =>
      idempotency
        .answer({
          accountSid,
          key: identity === null ? key : keyOf(identity, key),
          fingerprint: fingerprintOf(asked),
          service: '',
          first: (given) => perform(given, false),
          again: (given) => perform(given, true),
        })
        .then(told(reply));
  };

/** No header has a line's end in it. */
const keyOf = (identity: string, key: string): string => `${key}\n${hash('sha256', identity, 'base64url')}`;
