import { expect, test } from 'vitest';
import type { Lane } from '../../api/webhooks.ts';
import { describeCount, describeLane } from './describe-lane.ts';

const lane: Pick<Lane, 'lastAttempt' | 'dateNextAttempt' | 'pausedUntil'> = {
  lastAttempt: null,
  dateNextAttempt: new Date(0),
  pausedUntil: null,
};

test('the others of a lane wait for the reply to the request that is on its way', () => {
  const describe = (waitingCount: number) => describeLane({ ...lane, status: 'in_progress', waitingCount });
  expect(describe(1)).toBe('A request is on its way.');
  expect(describe(2)).toBe('A request is on its way, and the others wait for its reply.');
});

test('a count at which the server stops is not said to be exact', () => {
  expect([1, 99, 100].map(describeCount)).toEqual(['1', '99', '100 or more']);
});
