import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RecordedRequest, RequestHistory } from './request-history.ts';

const requestOf = (accountSid: string, id: string): RecordedRequest => ({
  id,
  sessionSid: undefined,
  accountSid,
  actor: accountSid,
  identity: undefined,
  time: 0,
  method: 'GET',
  url: '/v1/Conversations',
  operation: 'ListConversation',
  parameters: undefined,
  status: 200,
  milliseconds: 1,
  error: undefined,
  hasIdempotencyKey: false,
  isReplayed: false,
  isWebhookEnabled: false,
  form: { content: '', isCut: false },
  ignoredQuery: [],
});

const accounts = ['a', 'b', 'c', 'd'];

test('a history has the newest requests of each account, and never more than its capacity', () => {
  const capacity = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(capacity, fc.array(fc.constantFrom(...accounts)), (max, senders) => {
      const history = new RequestHistory(max);
      const sent = new Map<string, string[]>(accounts.map((account) => [account, []]));
      senders.forEach((account, index) => {
        history.add(requestOf(account, String(index)));
        sent.get(account)?.push(String(index));
        const kept = accounts.map((each) => [...history.ofAccount(each)].map(({ id }) => id));
        expect(kept.flat().length).toBe(Math.min(max, index + 1));
        accounts.forEach((each, at) => {
          const newest = sent.get(each)?.toReversed().slice(0, kept[at]?.length);
          expect(kept[at]).toEqual(newest);
        });
      });
    }),
  );
});

test('an account keeps its share of the history, however busy the others are', () => {
  const history = new RequestHistory(10);
  for (const id of ['1', '2', '3']) history.add(requestOf('quiet', id));
  for (let n = 0; n < 1000; n++) history.add(requestOf('busy', `b${n}`));
  expect([...history.ofAccount('quiet')].map(({ id }) => id)).toEqual(['3', '2', '1']);
  expect([...history.ofAccount('busy')]).toHaveLength(7);
});
